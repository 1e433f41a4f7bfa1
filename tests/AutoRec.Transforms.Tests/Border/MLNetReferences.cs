using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AutoRec.Tests;

/// <summary>The references of an AutoRec assembly to ML.NET, resolved by the runtime against the installed assemblies.</summary>
internal sealed class MLNetReferences : IDisposable
{
    private static readonly Type[] AnyTypes = [.. Enumerable.Repeat(typeof(object), 8)];

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly Assembly _assembly;
    private readonly MetadataReaderProvider _symbolsFile;

    public MLNetReferences(string path)
    {
        _assembly = Assembly.LoadFrom(path);
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _symbolsFile = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
    }

    /// <summary>All references, each with its type or member, or the reason why it does not resolve.</summary>
    public IEnumerable<(EntityHandle Handle, MemberInfo? Target, string Description)> ResolveAll()
    {
        foreach (var handle in _metadata.TypeReferences.Where(IsMLNet))
            yield return Resolve(
                handle, _metadata.GetString(_metadata.GetTypeReference(handle).Name), token => _assembly.ManifestModule.ResolveType(token));
        foreach (
            var handle in _metadata.MemberReferences.Where(
                h => RootOf(_metadata.GetMemberReference(h).Parent) is { IsNil: false } root && IsMLNet(root)))
            yield return Resolve(
                handle,
                _metadata.GetString(_metadata.GetMemberReference(handle).Name),
                token => _assembly.ManifestModule.ResolveMember(token, AnyTypes, AnyTypes)!);
    }

    /// <summary>
    /// References to ML.NET's internals, written as in build/MLNetBorder.props: an internal type, or an internal member of a public
    /// type.
    /// </summary>
    public ISet<string> NonPublic() => ResolveAll().Select(reference => NonPublicName(reference.Target))
        .Concat(AttributeTypes().Select(NonPublicName))
        .OfType<string>()
        .ToHashSet();

    /// <summary>The source files of the methods that use internals.</summary>
    public IEnumerable<(string Method, string SourceFile)> UsersOfNonPublic()
    {
        var nonPublic = ResolveAll().Where(reference => NonPublicName(reference.Target) is not null).Select(reference => reference.Handle)
            .ToHashSet();
        var symbols = _symbolsFile.GetMetadataReader();
        foreach (var handle in _metadata.MethodDefinitions)
        {
            var method = _metadata.GetMethodDefinition(handle);
            var file = SourceOf(symbols, handle);
            if (file is null || !UsedBy(method).Any(nonPublic.Contains))
                continue;
            var type = _metadata.GetTypeDefinition(method.GetDeclaringType());
            yield return ($"{_metadata.GetString(type.Name)}.{_metadata.GetString(method.Name)}", file);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _symbolsFile.Dispose();
    }

    private static (EntityHandle, MemberInfo?, string) Resolve(EntityHandle handle, string name, Func<int, MemberInfo> resolve)
    {
        try
        {
            return (handle, resolve(MetadataTokens.GetToken(handle)), name);
        }
        catch (Exception e) when (e is TypeLoadException or MissingMemberException or IOException or BadImageFormatException)
        {
            return (handle, null, $"{name}: {e.Message}");
        }
    }

    /// <summary>Types in the arguments of the assembly's attributes, where metadata has only their names.</summary>
    private IEnumerable<Type> AttributeTypes() => _assembly.CustomAttributes
        .SelectMany(attribute => attribute.ConstructorArguments)
        .SelectMany(argument => argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> many ? many : [argument])
        .Select(argument => argument.Value)
        .OfType<Type>()
        .Where(type => IsMLNet(type.Assembly.GetName().Name!));

    private static string? NonPublicName(MemberInfo? target)
    {
        if (target is Type type)
            return IsVisible(type) ? null : $"{type.Assembly.GetName().Name}:{type.FullName}";
        if (target?.DeclaringType is not { } declaring || !IsVisible(declaring))
            return null; // the type itself is referred to as well
        var isPublic = target switch
        {
            MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
            FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
            _ => throw new NotSupportedException($"{target} is neither a method nor a field."),
        };
        var name = target.Name.StartsWith("get_", StringComparison.Ordinal) || target.Name.StartsWith("set_", StringComparison.Ordinal)
            ? target.Name[4..]
            : target.Name;
        return isPublic ? null : $"{declaring.Assembly.GetName().Name}:{declaring.FullName}.{name}";
    }

    private static bool IsVisible(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).IsVisible;

    private bool IsMLNet(TypeReferenceHandle handle)
    {
        var scope = _metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsMLNet((TypeReferenceHandle)scope), // the type that it is nested in
            HandleKind.AssemblyReference =>
                IsMLNet(_metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
            _ => false,
        };
    }

    private static bool IsMLNet(string assembly) =>
        assembly == "Microsoft.ML" || assembly.StartsWith("Microsoft.ML.", StringComparison.Ordinal);

    private TypeReferenceHandle RootOf(EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        HandleKind.TypeSpecification => TypesIn(parent).FirstOrDefault(),
        _ => default,
    };

    private List<EntityHandle> UsedBy(MethodDefinition method)
    {
        var signature = method.DecodeSignature(TypeReferenceCollector.Instance, null);
        List<EntityHandle> used = [.. signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(types => types))];
        if (method.RelativeVirtualAddress == 0)
            return used;

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            used.AddRange(
                _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(TypeReferenceCollector.Instance, null)
                    .SelectMany(types => types.Select(type => (EntityHandle)type)));
        used.AddRange(body.ExceptionRegions.Select(region => region.CatchType).Where(type => !type.IsNil));
        foreach (var token in IlTokens.In(body.GetILBytes()!))
        {
            used.Add(
                token.Kind == HandleKind.MethodSpecification
                    ? _metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method
                    : token);
            used.AddRange(TypesIn(token).Select(type => (EntityHandle)type));
        }

        return used;
    }

    /// <summary>The type references in a signature token.</summary>
    private ImmutableArray<TypeReferenceHandle> TypesIn(EntityHandle token) => token.Kind switch
    {
        HandleKind.TypeSpecification =>
            _metadata.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(TypeReferenceCollector.Instance, null),
        HandleKind.MethodSpecification =>
            [
                .. _metadata.GetMethodSpecification((MethodSpecificationHandle)token).DecodeSignature(TypeReferenceCollector.Instance, null)
                    .SelectMany(types => types)],
        _ => [],
    };

    /// <summary>The source file of a method; null for a method that the compiler generated.</summary>
    private static string? SourceOf(MetadataReader symbols, MethodDefinitionHandle handle)
    {
        var document = symbols.GetMethodDebugInformation(handle.ToDebugInformationHandle()).Document;
        return document.IsNil ? null : symbols.GetString(symbols.GetDocument(document).Name);
    }

    /// <summary>Reads the type references of signatures. A generic type precedes its arguments.</summary>
    private sealed class TypeReferenceCollector : ISignatureTypeProvider<ImmutableArray<TypeReferenceHandle>, object?>
    {
        public static readonly TypeReferenceCollector Instance = new();

        public ImmutableArray<TypeReferenceHandle> GetTypeFromReference(
            MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [handle];

        public ImmutableArray<TypeReferenceHandle> GetGenericInstantiation(
            ImmutableArray<TypeReferenceHandle> genericType, ImmutableArray<ImmutableArray<TypeReferenceHandle>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(types => types)];

        public ImmutableArray<TypeReferenceHandle> GetFunctionPointerType(MethodSignature<ImmutableArray<TypeReferenceHandle>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(types => types)];

        public ImmutableArray<TypeReferenceHandle> GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public ImmutableArray<TypeReferenceHandle> GetModifiedType(
            ImmutableArray<TypeReferenceHandle> modifier, ImmutableArray<TypeReferenceHandle> unmodifiedType, bool isRequired) =>
            [.. unmodifiedType, .. modifier];

        public ImmutableArray<TypeReferenceHandle> GetArrayType(ImmutableArray<TypeReferenceHandle> elementType, ArrayShape shape) =>
            elementType;

        public ImmutableArray<TypeReferenceHandle> GetByReferenceType(ImmutableArray<TypeReferenceHandle> elementType) => elementType;

        public ImmutableArray<TypeReferenceHandle> GetPinnedType(ImmutableArray<TypeReferenceHandle> elementType) => elementType;

        public ImmutableArray<TypeReferenceHandle> GetPointerType(ImmutableArray<TypeReferenceHandle> elementType) => elementType;

        public ImmutableArray<TypeReferenceHandle> GetSZArrayType(ImmutableArray<TypeReferenceHandle> elementType) => elementType;

        public ImmutableArray<TypeReferenceHandle> GetTypeFromDefinition(
            MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [];

        public ImmutableArray<TypeReferenceHandle> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<TypeReferenceHandle> GetGenericTypeParameter(object? genericContext, int index) => [];

        public ImmutableArray<TypeReferenceHandle> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];
    }
}
