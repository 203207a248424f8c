using System.Collections.Immutable;
using System.Reflection;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Cases;

/// <summary>The kernel functions of a release's own parts: those that its forms implement or inherit, not the
/// primitives.</summary>
internal static class KernelFunctions
{
    /// <summary>The routines with a <see cref="KernelFunctionAttribute"/>.</summary>
    public static ImmutableArray<MethodInfo> Of(Release release) =>
        [
            .. typeof(Release)
                .GetProperties()
                .Where(property => property.GetIndexParameters().Length == 0)
                .Select(property => property.GetValue(release))
                .OfType<object>()
                .Where(part => IsPart(part.GetType()))
                .SelectMany(part => Of(part.GetType()))
                .Distinct(),
        ];

    /// <summary>The function that a routine is; null if it is none.</summary>
    public static KernelFunctionAttribute? NameOf(MethodInfo method) =>
        method.GetCustomAttribute<KernelFunctionAttribute>(false);

    // A user's part is derived from one of the model's.
    private static bool IsPart(Type? type) =>
        type is { IsClass: true } && (type.Module == typeof(Release).Module || IsPart(type.BaseType));

    // From the most derived type up: what it overrides is no longer part of the kernel.
    private static IEnumerable<MethodInfo> Of(Type? type)
    {
        var overridden = new HashSet<MethodInfo>();
        for (; type is not null && IsPart(type); type = type.BaseType)
        {
            foreach (
                var method in type.GetMethods(
                    BindingFlags.Instance
                        | BindingFlags.Static
                        | BindingFlags.Public
                        | BindingFlags.NonPublic
                        | BindingFlags.DeclaredOnly
                )
            )
            {
                if (method.IsVirtual && !overridden.Add(method.GetBaseDefinition()))
                {
                    continue;
                }

                if (NameOf(method) is not null)
                {
                    yield return method;
                }
            }
        }
    }
}

/// <summary>A modelled kernel function.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="File">Where it is defined.</param>
/// <param name="Routine">The routine that models it.</param>
internal sealed record KernelFunction(string Name, string File, string Routine)
{
    /// <summary>The function that a routine is; null if it is none.</summary>
    public static KernelFunction? Of(MethodInfo method) =>
        KernelFunctions.NameOf(method) is { } function
            ? new KernelFunction(function.Name, function.File, $"{method.DeclaringType!.Name}.{method.Name}")
            : null;
}
