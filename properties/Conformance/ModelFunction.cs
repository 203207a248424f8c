using System.Collections.Immutable;
using System.Reflection;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Conformance;

/// <summary>A kernel function that a release models by hand.</summary>
/// <param name="Name">Its name, as the model has it.</param>
/// <param name="File">Where the model says that it is.</param>
/// <param name="Routines">The routines that are this function, as class and method.</param>
internal sealed record ModelFunction(string Name, string File, ImmutableArray<string> Routines)
{
    /// <summary>All functions of a release: those of its parts, and those of the kernel's objects.</summary>
    public static ImmutableArray<ModelFunction> Of(Release release) =>
        [
            .. PartsOf(release)
                .SelectMany(part => MethodsOf(part.Value.GetType()))
                .Concat(ObjectMethods())
                .Distinct()
                .Select(method => (Function: NameOf(method)!, Routine: RoutineOf(method)))
                .GroupBy(found => found.Function.Name, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ModelFunction(
                    group.Key,
                    group.First().Function.File,
                    [.. group.Select(found => found.Routine).Distinct().Order(StringComparer.Ordinal)]
                )),
        ];

    /// <summary>The parts of a release, by the names of its properties.</summary>
    internal static IEnumerable<KeyValuePair<string, object>> PartsOf(Release release) =>
        from property in typeof(Release).GetProperties()
        where property.GetIndexParameters().Length == 0
        let part = property.GetValue(release)
        where part is not null && IsPart(part.GetType())
        select KeyValuePair.Create(property.Name, part);

    /// <summary>The part of a release that has a function; null if it is one of the kernel's objects.</summary>
    internal static string? PartWith(Release release, string function) =>
        PartsOf(release)
            .Where(part => MethodsOf(part.Value.GetType()).Any(method => NameOf(method)!.Name == function))
            .Select(static part => part.Key)
            .FirstOrDefault();

    private static IEnumerable<MethodInfo> ObjectMethods() =>
        typeof(Linux)
            .Assembly.GetTypes()
            .Where(static type => type.Namespace == typeof(Linux).Namespace && !IsForm(type))
            .SelectMany(static type => type.GetMethods(AllDeclared))
            .Where(static method => NameOf(method) is not null);

    // A form's functions are a kernel's only where it has that form.
    private static bool IsForm(Type type) => type == typeof(PercpuRefForm) || type.IsSubclassOf(typeof(PercpuRefForm));

    private static bool IsPart(Type type) =>
        type.IsClass && type.Module == typeof(Release).Module && type != typeof(KernelConfig);

    // From the most derived type up: what it overrides is no longer part of the kernel.
    private static IEnumerable<MethodInfo> MethodsOf(Type? type)
    {
        var overridden = new HashSet<MethodInfo>();
        for (; type is not null && IsPart(type); type = type.BaseType)
        {
            foreach (var method in type.GetMethods(AllDeclared))
            {
                if ((!method.IsVirtual || overridden.Add(method.GetBaseDefinition())) && NameOf(method) is not null)
                {
                    yield return method;
                }
            }
        }
    }

    private const BindingFlags AllDeclared =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static KernelFunctionAttribute? NameOf(MethodInfo method) =>
        method.GetCustomAttribute<KernelFunctionAttribute>(false);

    private static string RoutineOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
