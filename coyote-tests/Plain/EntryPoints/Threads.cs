using System.Threading.Tasks;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>Tasks that run at the same time.</summary>
internal static class Threads
{
    /// <summary>Waits for all of them.</summary>
    /// <remarks>In an array: the overload for spans is newer than Coyote, which would not control it.</remarks>
    public static Task Join(params Task[] tasks) => Task.WhenAll(tasks);
}
