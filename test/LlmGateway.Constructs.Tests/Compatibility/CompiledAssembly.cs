using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LlmGateway.Constructs.Tests.Compatibility;

/// <summary>An assembly as metadata: what it declares and what it refers to, without loading it.</summary>
internal sealed class CompiledAssembly
{
    private readonly MetadataReader _reader;
    private readonly Dictionary<string, TypeDefinition> _types = new(StringComparer.Ordinal);

    public CompiledAssembly(string path)
    {
        _reader = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path))).GetMetadataReader();
        foreach (var handle in _reader.TypeDefinitions) _types[SignatureNames.Of(_reader, handle)] = _reader.GetTypeDefinition(handle);
    }

    /// <summary>Names of the types of <paramref name="assembly"/> that this one refers to.</summary>
    public IEnumerable<string> TypesUsedOf(string assembly) =>
        _reader.TypeReferences.Where(handle => IsOf(assembly, handle)).Select(handle => SignatureNames.Of(_reader, handle));

    /// <summary>Methods of <paramref name="assembly"/> that this one refers to, as type, name and signature.</summary>
    public IEnumerable<(string Type, string Name, string Signature)> MethodsUsedOf(string assembly) =>
        from handle in _reader.MemberReferences
        let member = _reader.GetMemberReference(handle)
        where member.GetKind() == MemberReferenceKind.Method && member.Parent.Kind == HandleKind.TypeReference && IsOf(assembly, (TypeReferenceHandle)member.Parent)
        select (SignatureNames.Of(_reader, (TypeReferenceHandle)member.Parent), _reader.GetString(member.Name),
            SignatureNames.Show(member.DecodeMethodSignature(SignatureNames.Provider, null)));

    public bool Declares(string type) => _types.ContainsKey(type);

    /// <summary>Whether the runtime resolves the method: on the type itself, its base types, or, for an interface, the interfaces below it.</summary>
    public bool Declares(string type, string method, string signature)
    {
        if (!_types.TryGetValue(type, out var definition)) return false;
        var own = definition.GetMethods().Select(_reader.GetMethodDefinition)
            .Any(each => _reader.GetString(each.Name) == method && SignatureNames.Show(each.DecodeSignature(SignatureNames.Provider, null)) == signature);
        if (own || method == ".ctor") return own;
        var above = definition.Attributes.HasFlag(TypeAttributes.Interface)
            ? definition.GetInterfaceImplementations().Select(handle => _reader.GetInterfaceImplementation(handle).Interface)
            : [definition.BaseType];
        return above.Where(handle => !handle.IsNil).Select(handle => SignatureNames.Of(_reader, handle))
            .Any(name => Declares(name, method, signature));
    }

    /// <summary>Members of an enum with their numbers; null if the type is none.</summary>
    public IReadOnlyDictionary<string, object?>? EnumOf(string type)
    {
        if (!_types.TryGetValue(type, out var definition) || definition.BaseType.IsNil || SignatureNames.Of(_reader, definition.BaseType) != "System.Enum") return null;
        return definition.GetFields().Select(_reader.GetFieldDefinition).Where(field => !field.GetDefaultValue().IsNil).ToDictionary(
            field => _reader.GetString(field.Name),
            field => _reader.GetBlobReader(_reader.GetConstant(field.GetDefaultValue()).Value).ReadConstant(_reader.GetConstant(field.GetDefaultValue()).TypeCode));
    }

    private bool IsOf(string assembly, TypeReferenceHandle handle)
    {
        var scope = _reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsOf(assembly, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == assembly,
            _ => false,
        };
    }
}
