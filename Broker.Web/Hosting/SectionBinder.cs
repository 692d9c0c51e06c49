using System.Collections;
using System.Globalization;
using System.Reflection;
using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>Fills an options record from a configuration section, and lets nothing pass that it does not understand.</summary>
/// <remarks>
/// .NET's own binder skips unknown keys or stops at the first, and speaks of types; an operator needs every fault at once, by
/// key, with the right form. The values it knows are in <see cref="OptionValue"/>; beside them records and lists of records.
/// A value of null means the default.
/// </remarks>
internal sealed class SectionBinder
{
    private readonly List<string> _errors = [];
    private readonly List<string> _setKeys = [];

    /// <summary>One sentence for each fault found so far.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The keys that gave a value, in full, such as "Broker:Persistence:Adapter".</summary>
    public IReadOnlyList<string> SetKeys => _setKeys;

    /// <summary>Every key of an options record below <paramref name="prefix"/>; list entries appear with index 0.</summary>
    public static IEnumerable<string> KnownKeys(Type type, string prefix)
    {
        foreach (var property in Settable(type))
        {
            var key = $"{prefix}:{property.Name}";
            var below = ElementType(property.PropertyType) is { } element ? KnownKeys(element, $"{key}:0")
                : IsRecord(property.PropertyType) ? KnownKeys(property.PropertyType, key)
                : [key];
            foreach (var known in below) yield return known;
        }
    }

    /// <summary>The record that a section describes; what is faulty keeps its default and is among <see cref="Errors"/>.</summary>
    public T Bind<T>(IConfigurationSection section)
        where T : class, new() => (T)BindRecord(typeof(T), section);

    private object BindRecord(Type type, IConfigurationSection section)
    {
        var record = Activator.CreateInstance(type)!;
        var properties = Settable(type);
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                _errors.Add(UnknownKey(type, child, properties));
            }
            else if (TryBind(property.PropertyType, child, out var value))
            {
                property.SetValue(record, value);
            }
        }

        return record;
    }

    private bool TryBind(Type type, IConfigurationSection section, out object? value)
    {
        if (ElementType(type) is { } element) return TryBindList(element, section, out value);
        return IsRecord(type) ? TryBindSection(type, section, out value) : TryBindValue(type, section, out value);
    }

    private bool TryBindValue(Type type, IConfigurationSection section, out object? value)
    {
        value = null;
        if (section.GetChildren().FirstOrDefault() is { } below)
        {
            _errors.Add($"{section.Path}: takes a single value, {OptionValue.Form(type)}, and no keys below it, such as {below.Path}.");
            return false;
        }

        if (section.Value is null) return false;
        _setKeys.Add(section.Path);
        if (OptionValue.TryParse(type, section.Value, out value)) return true;
        _errors.Add($"{section.Path}: '{section.Value}' is not possible; the right form is {OptionValue.Form(type)}.");
        return false;
    }

    private bool TryBindSection(Type type, IConfigurationSection section, out object? value)
    {
        value = null;
        if (section.GetChildren().Any())
        {
            value = BindRecord(type, section);
            return true;
        }

        if (!string.IsNullOrEmpty(section.Value))
        {
            _errors.Add($"{section.Path}: takes no value itself, but keys below it: {Join(Settable(type), section.Path)}.");
        }

        return false;
    }

    private bool TryBindList(Type element, IConfigurationSection section, out object? value)
    {
        value = null;
        var example = Join(Settable(element), $"{section.Path}:0");

        // An empty array in JSON arrives as an empty value, and means the empty list.
        if (!string.IsNullOrEmpty(section.Value)) _errors.Add($"{section.Path}: is a list; write {example}.");
        var entries = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                _errors.Add($"{child.Path}: '{child.Key}' is no place in a list; write {example}.");
                return false;
            }

            if (index != entries.Count)
            {
                _errors.Add($"{child.Path}: there is no {section.Path}:{entries.Count}; number the entries from 0 without gaps.");
                return false;
            }

            entries.Add(TryBindSection(element, child, out var entry) ? entry : Activator.CreateInstance(element));
        }

        value = entries;
        return true;
    }

    private static string UnknownKey(Type type, IConfigurationSection child, PropertyInfo[] properties)
    {
        if (type == typeof(DestinationPolicy) && DeclinedPolicyKeys.Find(child.Key) is { } reason) return $"{child.Path}: is not supported: {reason}.";
        var parent = child.Path[..^(child.Key.Length + 1)];
        var near = NearestName.Find(child.Key, properties.Select(property => property.Name));
        return near is not null
            ? $"{child.Path}: there is no such key; did you mean {parent}:{near}?"
            : $"{child.Path}: there is no such key; the keys here are {Join(properties, parent)}.";
    }

    private static string Join(PropertyInfo[] properties, string path) =>
        string.Join(", ", properties.Select(property => $"{path}:{property.Name}"));

    private static PropertyInfo[] Settable(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    private static Type? ElementType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsRecord(Type type) => type.IsClass && type != typeof(string);
}
