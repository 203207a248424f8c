using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Architecture.Tests;

/// <summary>Code in one folder names a type of another folder of its assembly.</summary>
/// <param name="From">The folder, as the end of its namespace: <c>Execution.Weak</c>; empty for the root.</param>
/// <param name="To">The other one.</param>
/// <param name="User">The first type found that names one there.</param>
/// <param name="Used">The type that it names.</param>
internal sealed record Arrow(string From, string To, string User, string Used)
{
    public override string ToString() => $"{Named(From)} -> {Named(To)} ({User} names {Used})";

    /// <summary>All arrows between the folders of an assembly, read from its code, and the folders that have
    /// types.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="root">The namespace of its root folder.</param>
    public static (IReadOnlyList<Arrow> Arrows, IReadOnlySet<string> Folders) In(string path, string root)
    {
        using var module = ModuleDefinition.ReadModule(path);
        var arrows = new Dictionary<(string, string), Arrow>();
        var folders = new HashSet<string>();
        foreach (var type in module.Types.Where(type => IsUnder(type, root)))
        {
            var from = FolderOf(type, root);
            folders.Add(from);
            foreach (var named in NamedBy(type).SelectMany(Parts).Select(Outermost))
            {
                if (named.Scope == module && IsUnder(named, root) && FolderOf(named, root) is var to && to != from)
                {
                    arrows.TryAdd((from, to), new Arrow(from, to, type.Name, named.Name));
                }
            }
        }

        return ([.. arrows.Values], folders);
    }

    private static string Named(string folder) => folder.Length == 0 ? "(root)" : folder;

    private static bool IsUnder(TypeReference type, string root) =>
        type.Namespace == root || type.Namespace.StartsWith(root + ".", StringComparison.Ordinal);

    private static string FolderOf(TypeReference type, string root) => type.Namespace[root.Length..].TrimStart('.');

    private static IEnumerable<TypeReference> NamedBy(TypeDefinition type) =>
        [
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.Methods.SelectMany(NamedBy),
            .. type.NestedTypes.SelectMany(NamedBy),
            .. Attributes(type),
            .. type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(c => c.ConstraintType),
            .. type.BaseType is null ? [] : (TypeReference[])[type.BaseType],
        ];

    private static IEnumerable<TypeReference> NamedBy(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(c => c.ConstraintType),
            .. Attributes(method),
            .. method.HasBody ? NamedBy(method.Body) : [],
        ];

    private static IEnumerable<TypeReference> NamedBy(MethodBody body) =>
        body
            .Variables.Select(variable => variable.VariableType)
            .Concat(body.Instructions.SelectMany(instruction => NamedBy(instruction.Operand)));

    private static IEnumerable<TypeReference> NamedBy(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method =>
            [
                method.DeclaringType,
                method.ReturnType,
                .. method.Parameters.Select(parameter => parameter.ParameterType),
                .. method.GenericArguments,
            ],
            MethodReference method =>
            [
                method.DeclaringType,
                method.ReturnType,
                .. method.Parameters.Select(parameter => parameter.ParameterType),
            ],
            FieldReference field => [field.DeclaringType, field.FieldType],
            _ => [],
        };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    // What a constructed type is made of: a list of cells names the cell, too.
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericParameter => [],
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            IModifierType modified => [.. Parts(modified.ElementType), .. Parts(modified.ModifierType)],
            TypeSpecification specified => Parts(specified.ElementType),
            _ => [type],
        };

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }
}
