using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Broker.Tests.Architecture;

/// <summary>Reads from a compiled assembly which type names which.</summary>
/// <remarks>
/// Whatever the compiler makes of a method (state machines, closures, display classes) is nested in the type that wrote it, and
/// counts as that type. Helpers that it puts beside our namespaces appear under their own and belong to no room.
/// </remarks>
internal sealed class TypeReferences : ISignatureTypeProvider<int, object?>
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private readonly string _assembly;
    private readonly HashSet<TypeReference> _found = [];
    private (string Namespace, string Name) _from;

    private TypeReferences(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _assembly = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
    }

    public static IReadOnlyCollection<TypeReference> Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return new TypeReferences(image).ReadAll();
    }

    public static IReadOnlyList<string> ReadAssemblies(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private HashSet<TypeReference> ReadAll()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var outermost = _metadata.GetTypeDefinition(Outermost(handle));
            _from = (_metadata.GetString(outermost.Namespace), _metadata.GetString(outermost.Name));
            ReadType(_metadata.GetTypeDefinition(handle));
        }

        return _found;
    }

    private void ReadType(TypeDefinition type)
    {
        Name(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        ReadConstraints(type.GetGenericParameters());
        foreach (var handle in type.GetInterfaceImplementations()) Name(_metadata.GetInterfaceImplementation(handle).Interface);
        foreach (var handle in type.GetProperties()) ReadAttributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(this, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var handle in type.GetMethods()) ReadMethod(_metadata.GetMethodDefinition(handle));
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadConstraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0) return;
        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        foreach (var region in body.ExceptionRegions) Name(region.CatchType);
        ReadInstructions(body.GetILReader());
    }

    private void ReadInstructions(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE) value = (value << 8) | code.ReadByte();
            var operand = Operands[unchecked((short)value)];
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Name(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var cases = code.ReadInt32();
                    code.Offset += 4 * cases;
                    break;
                default:
                    code.Offset += Size(operand);
                    break;
            }
        }
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes) Name(_metadata.GetCustomAttribute(handle).Constructor);
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(handle => _metadata.GetGenericParameter(handle).GetConstraints()))
        {
            Name(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    /// <summary>Notes the type that a handle names, or the one that owns the member it names.</summary>
    private void Name(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                var type = _metadata.GetTypeDefinition(Outermost((TypeDefinitionHandle)handle));
                Note(_assembly, type.Namespace, type.Name);
                break;
            case HandleKind.TypeReference:
                NameForeign((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                Name(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Name(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Name(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Name(method.Method);
                method.DecodeSignature(this, null);
                break;
        }
    }

    private void NameForeign(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        if (type.ResolutionScope.Kind != HandleKind.AssemblyReference) return;
        var assembly = _metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
        Note(_metadata.GetString(assembly.Name), type.Namespace, type.Name);
    }

    private void Note(string assembly, StringHandle inNamespace, StringHandle name) =>
        _found.Add(new(_from.Namespace, _from.Name, assembly, _metadata.GetString(inNamespace), _metadata.GetString(name)));

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        for (var outer = handle; !outer.IsNil; outer = _metadata.GetTypeDefinition(outer).GetDeclaringType()) handle = outer;
        return handle;
    }

    // Signatures are read for the names in them; the values handed up mean nothing.
    int ISimpleTypeProvider<int>.GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    int ISimpleTypeProvider<int>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Name(handle);
        return 0;
    }

    int ISimpleTypeProvider<int>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        Name(handle);
        return 0;
    }

    int ISignatureTypeProvider<int, object?>.GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Name(handle);
        return 0;
    }

    int ISZArrayTypeProvider<int>.GetSZArrayType(int elementType) => 0;

    int IConstructedTypeProvider<int>.GetArrayType(int elementType, ArrayShape shape) => 0;

    int IConstructedTypeProvider<int>.GetByReferenceType(int elementType) => 0;

    int IConstructedTypeProvider<int>.GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

    int IConstructedTypeProvider<int>.GetPointerType(int elementType) => 0;

    int ISignatureTypeProvider<int, object?>.GetFunctionPointerType(MethodSignature<int> signature) => 0;

    int ISignatureTypeProvider<int, object?>.GetGenericMethodParameter(object? genericContext, int index) => 0;

    int ISignatureTypeProvider<int, object?>.GetGenericTypeParameter(object? genericContext, int index) => 0;

    int ISignatureTypeProvider<int, object?>.GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

    int ISignatureTypeProvider<int, object?>.GetPinnedType(int elementType) => 0;
}
