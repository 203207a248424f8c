using Interleave;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Kernel;

/// <summary>A booted kernel: a release's code and its global variables.</summary>
public sealed class Linux
{
    /// <summary>Boots <paramref name="release"/>.</summary>
    public Linux(Machine machine, Release release)
    {
        Machine = machine;
        Release = release;
    }

    /// <summary>The machine it runs on.</summary>
    public Machine Machine { get; }

    /// <summary>The code it runs.</summary>
    public Release Release { get; }
}
