using System.Collections.Immutable;
using System.Reflection;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Conformance;

/// <summary>The forms that a part of the model has in other kernels.</summary>
internal static class OtherForms
{
    /// <summary>Each with the first kernel that has it, from the oldest on.</summary>
    public static ImmutableArray<(object Form, string Since)> Of(Release release, string part)
    {
        var known = ValueOf(release, part);
        var forms = ImmutableArray.CreateBuilder<(object, string)>();
        foreach (var other in KnownReleases.History)
        {
            if (ValueOf(other, part) is { } form && !IsSame(form, known) && forms.All(f => !IsSame(f.Item1, form)))
            {
                forms.Add((form, other.Name));
            }
        }

        // Forms of kernels between those that are modelled.
        var property = typeof(Release).GetProperty(part)!;
        foreach (
            var type in property
                .PropertyType.Assembly.GetTypes()
                .Where(type =>
                    type.IsSubclassOf(property.PropertyType) && !type.IsAbstract && VersionOf(type) is not null
                )
                .Where(type => type != known?.GetType() && forms.All(form => form.Item1.GetType() != type))
                .Where(static type => type.GetConstructor(Type.EmptyTypes) is not null)
                .OrderBy(static type => type.Name, StringComparer.Ordinal)
        )
        {
            forms.Add((Activator.CreateInstance(type)!, VersionOf(type)!));
        }

        return forms.ToImmutable();
    }

    // The kernel that a form says that it is of; null for one of no kernel.
    private static string? VersionOf(Type type) =>
        type.GetMethods(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
            )
            .Select(static method => method.GetCustomAttribute<KernelFunctionAttribute>(false)?.Version)
            .FirstOrDefault(static version => version is ['v', ..]);

    /// <summary>The release with another form of a part.</summary>
    public static Release With(Release release, string part, object form)
    {
        var copy = release with { Name = release.Name };
        typeof(Release).GetProperty(part)!.SetValue(copy, form);
        return copy;
    }

    private static object? ValueOf(Release release, string part) =>
        typeof(Release).GetProperty(part)!.GetValue(release);

    // Forms that are no records have no settings.
    private static bool IsSame(object form, object? other) =>
        form.Equals(other) || (form.GetType() == other?.GetType() && !IsRecord(form.GetType()));

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
