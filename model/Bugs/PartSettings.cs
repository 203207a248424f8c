using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>
/// What a kernel is made of, down to each setting of each part: the part's form, and the values that it was made with.
/// Kernels that agree in a setting have that piece of code alike, whatever their names are.
/// </summary>
internal static class PartSettings
{
    /// <summary>How the path of a setting ends that says which derived type a part is.</summary>
    public const string Changed = ".changed";

    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly ConditionalWeakTable<Release, ImmutableDictionary<string, string>> s_known = [];

    private static readonly ImmutableArray<PropertyInfo> s_parts =
    [
        .. typeof(Release)
            .GetProperties(Own)
            .Where(part => part.CanWrite && part.Name is not (nameof(Release.Name) or nameof(Release.Title))),
    ];

    /// <summary>The settings by their paths, such as <c>LayoutBusyPage.LockedEntries</c>.</summary>
    public static ImmutableDictionary<string, string> Of(Release release) => s_known.GetValue(release, Read);

    private static ImmutableDictionary<string, string> Read(Release release)
    {
        var settings = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var part in s_parts)
        {
            Add(settings, part.Name, part.GetValue(release));
        }

        return settings.ToImmutable();
    }

    private static void Add(ImmutableDictionary<string, string>.Builder settings, string path, object? value)
    {
        switch (value)
        {
            case Enum flags when flags.GetType().IsDefined(typeof(FlagsAttribute)):
                foreach (Enum flag in Enum.GetValues(flags.GetType()))
                {
                    settings[$"{path}.{flag}"] = flags.HasFlag(flag) ? "set" : "clear";
                }

                break;
            case { } part when FormOf(part.GetType()) is { } form:
                settings[path] = form.Name;
                if (form != part.GetType())
                {
                    settings[path + Changed] = $"{part.GetType()}";
                }

                foreach (var field in FieldsOf(form))
                {
                    Add(settings, $"{path}.{field.Name}", field.GetValue(part));
                }

                break;
            default:
                settings[path] = value?.ToString() ?? "none";
                break;
        }
    }

    // The form of the model that a part is, or is derived from. What runs as text is told apart by the form alone.
    private static Type? FormOf(Type type) =>
        type.IsEnum ? null
        : type.Module == typeof(Release).Module
            ? IsForm(type) ? type
                : null
        : type.BaseType is { } parent ? FormOf(parent)
        : null;

    private static bool IsForm(Type type) =>
        type.Namespace is { } at
        && at.StartsWith("PgmapCheck.Model.", StringComparison.Ordinal)
        && !at.StartsWith("PgmapCheck.Model.Text", StringComparison.Ordinal);

    private static IEnumerable<FieldInfo> FieldsOf(Type? type) =>
        type is null
            ? []
            : type.GetFields(BindingFlags.NonPublic | Own)
                .Where(field => !typeof(Delegate).IsAssignableFrom(field.FieldType))
                .Concat(FieldsOf(type.BaseType));
}
