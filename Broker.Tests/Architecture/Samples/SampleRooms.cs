#pragma warning disable MA0048, IDE0161 // One file shows all the ways in which a type can name another.
#pragma warning disable CS0169, CA1822, CA1823, IDE0044, IDE0051 // The samples are compiled, and never run.

namespace Broker.Tests.Architecture.Samples.Below
{
    public class Target
    {
        public static readonly Target Instance = new();

        public static int Number => 1;
    }

    public sealed class Generic<T>;

    public interface ITarget;

    public sealed class TargetException : Exception;

    [AttributeUsage(AttributeTargets.All)]
    public sealed class TargetAttribute : Attribute;
}

namespace Broker.Tests.Architecture.Samples.Above
{
    using Broker.Tests.Architecture.Samples.Below;

    internal sealed class Base : Target;

    internal sealed class Interface : ITarget;

    internal sealed class Field
    {
        private Target? _field;
    }

    internal sealed class Property
    {
        public Target[]? Value { get; set; }
    }

    internal sealed class Parameter
    {
        public void Method(List<Target> targets) => targets.Clear();
    }

    internal sealed class Constraint<T>
        where T : Target;

    [Target]
    internal sealed class Marked;

    internal sealed class MarkedMember
    {
        [Target]
        public int Value { get; set; }
    }

    internal sealed class Call
    {
        public int Method() => Target.Number;
    }

    internal sealed class ReadField
    {
        public object Method() => Target.Instance;
    }

    internal sealed class Creation
    {
        public object Method() => new Target();
    }

    internal sealed class Cast
    {
        public bool Method(object value) => value is Target;
    }

    internal sealed class TypeOf
    {
        public Type Method() => typeof(Generic<>);
    }

    internal sealed class TypeArgument
    {
        public object Method() => Array.Empty<Target>();
    }

    internal sealed class Catch
    {
        public void Method()
        {
            try
            {
                GC.KeepAlive(this);
            }
            catch (TargetException)
            {
                GC.KeepAlive(null);
            }
        }
    }

    internal sealed class Lambda
    {
        public Func<int> Method(int add) => () => Target.Number + add;
    }

    internal sealed class AsyncMethod
    {
        public async Task<int> Method()
        {
            await Task.Yield();
            return Target.Number;
        }
    }

    internal sealed class Iterator
    {
        public IEnumerable<int> Method()
        {
            yield return Target.Number;
        }
    }

    internal sealed class Innocent
    {
        public string Method(int value) => value switch { 0 => "none", 1 => "one", 2 => "two", 3 => "three", 4 => "four", _ => $"{value:N1}" };
    }
}
