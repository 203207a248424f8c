using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using PgmapCheck.Model.Releases;
using Scenario = PgmapCheck.Model.Scenarios.Scenario;

namespace PgmapCheck.Cases;

/// <summary>A compiled assembly of a user's, with compositions of parts and scenarios of their own.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Module">What was compiled.</param>
/// <param name="Releases">The kernels, in the order of their declaration.</param>
/// <param name="Scenarios">The programs, in the order of their declaration.</param>
internal sealed record UserAssembly(
    string Path,
    Module Module,
    ImmutableArray<Release> Releases,
    ImmutableArray<Scenario> Scenarios
)
{
    /// <summary>
    /// Loads an assembly and takes what its public types have in public static properties: of type
    /// <see cref="Release"/> or <see cref="Scenario"/>, or several of these.
    /// </summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="UsageException">It cannot be loaded, or something in it cannot be used; one line.</exception>
    public static UserAssembly Load(string path)
    {
        try
        {
            var assembly = Open(path);
            var declared = assembly.GetExportedTypes().SelectMany(Declared).SelectMany(Several).ToArray();
            var mine = new UserAssembly(
                path,
                assembly.ManifestModule,
                [.. declared.Select(one => one.Value).OfType<Release>().DistinctBy(release => release.Name)],
                [.. declared.Select(one => one.Value).OfType<Scenario>().DistinctBy(scenario => scenario.Name)]
            );
            UserAssemblyRules.Require(path, declared);
            return mine;
        }
        catch (Exception e) when (Mismatch(e) is { } what)
        {
            throw new UsageException(
                $"{path}: compiled against another {Tool.Name}: build it again ({what.ReplaceLineEndings(" ")})",
                e
            );
        }
    }

    /// <summary>What went wrong in its code, in one line, with the method.</summary>
    public static string Describe(string path, string where, Exception error)
    {
        while (error is TargetInvocationException or TypeInitializationException && error.InnerException is { } inner)
        {
            error = inner;
        }

        var full = System.IO.Path.GetFullPath(path);
        var at = new StackTrace(error)
            .GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.Module.FullyQualifiedName == full);
        var what =
            error is Interleave.Routines.RoutineMisuseException
                ? error.Message
                : $"{error.GetType().Name}: {error.Message}";
        return $"{path}: {where}: {what.ReplaceLineEndings(" ")}"
            + (at is null ? "" : $" (in {at.DeclaringType?.Name}.{at.Name})");
    }

    private static Assembly Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: there is no such file; --assembly expects a compiled assembly");
        }

        try
        {
            var assembly = Assembly.LoadFrom(System.IO.Path.GetFullPath(path));
            return assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }
                ? throw new UsageException(
                    $"{path}: a debug build, in which routines are classes that cannot be copied; build it with -c "
                        + "Release, or with <Optimize>true</Optimize> in its project"
                )
                : assembly;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: expected a .NET assembly that can be loaded here", e);
        }
    }

    // What is null stays: that is said, and not passed over.
    private static IEnumerable<(string Place, object? Value)> Declared(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(property => !type.ContainsGenericParameters && IsWanted(property.PropertyType))
            .Select(property => ($"{type.Name}.{property.Name}", ValueOf(type, property)));

    private static bool IsWanted(Type type) =>
        type == typeof(Release)
        || type == typeof(Scenario)
        || typeof(IEnumerable<Release>).IsAssignableFrom(type)
        || typeof(IEnumerable<Scenario>).IsAssignableFrom(type);

    private static object? ValueOf(Type type, PropertyInfo property)
    {
        try
        {
            return property.GetValue(null);
        }
        catch (TargetInvocationException e) when (Mismatch(e) is null)
        {
            throw new UsageException(
                Describe(type.Assembly.Location, $"{type.Name}.{property.Name} cannot be read", e),
                e
            );
        }
    }

    private static IEnumerable<(string Place, object? Value)> Several((string Place, object? Value) one) =>
        one.Value is IEnumerable many and not string
            ? many.Cast<object?>().Select((value, i) => ($"{one.Place}[{i}]", value))
            : [one];

    // Of an assembly that was compiled against other code than what runs.
    private static string? Mismatch(Exception? e) =>
        e switch
        {
            null => null,
            ReflectionTypeLoadException types => types.LoaderExceptions.FirstOrDefault()?.Message ?? types.Message,
            MissingMemberException or TypeLoadException or FileNotFoundException => e.Message,
            _ => Mismatch(e.InnerException),
        };
}
