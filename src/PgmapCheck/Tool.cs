using System.Reflection;

namespace PgmapCheck;

/// <summary>What this program calls itself.</summary>
internal static class Tool
{
    /// <summary>Its name, by which a shell knows it where it is installed.</summary>
    public const string Name = "pgmapcheck";

    private static readonly string[] s_version = typeof(Tool)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+');

    /// <summary>Its version, without the build's commit.</summary>
    public static string Version => s_version[0];

    /// <summary>The commit that it was built from; null if that is not known.</summary>
    public static string? Commit => s_version.Length > 1 ? s_version[1] : null;

    /// <summary>What trace files say wrote them.</summary>
    public static string NameAndVersion { get; } = $"{Name} {Version}";

    /// <summary>How a shell in this folder starts the program that runs: by its name if that is found, else by its
    /// path.</summary>
    public static string CommandHere()
    {
        if (Environment.ProcessPath is not { } path || IsInstalled())
        {
            return Name;
        }

        return Path.GetFileNameWithoutExtension(path) == Name ? Word(path)
            : Path.GetFileNameWithoutExtension(path) == "dotnet"
            && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } dll
                ? $"dotnet {Word(dll)}"
            : Name;
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(static folder =>
                File.Exists(Path.Combine(folder, Name)) || File.Exists(Path.Combine(folder, Name + ".exe"))
            );

    private static string Word(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return ShellWord.Of(
            relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative
        );
    }
}
