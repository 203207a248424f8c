using System.Reflection;

namespace PgmapCheck;

/// <summary>What this program calls itself.</summary>
internal static class Tool
{
    /// <summary>Its version, without the build's commit.</summary>
    public static string Version { get; } =
        typeof(Tool)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>What trace files say wrote them.</summary>
    public static string NameAndVersion { get; } = $"pgmapcheck {Version}";
}
