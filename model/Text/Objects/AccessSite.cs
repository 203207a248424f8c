using Interleave.Routines;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>When a thread of a harness runs.</summary>
internal enum ThreadRole
{
    /// <summary>Beside all others.</summary>
    Thread,

    /// <summary>Beside all others, <see cref="Alone"/> ones as well: what they queue is called while they run.</summary>
    Server,

    /// <summary>Before or behind all threads.</summary>
    Alone,
}

/// <summary>A place of the text that accesses memory, and who is there.</summary>
/// <param name="Task">The thread's number.</param>
/// <param name="Thread">Its name.</param>
/// <param name="Role">When it runs.</param>
/// <param name="Place">The instruction: function, file and line.</param>
internal sealed record AccessSite(int Task, string Thread, ThreadRole Role, string Place) : IImmutable;

/// <summary>How a place of the text accesses a word, as far as data races go.</summary>
/// <param name="Site">Who, and where.</param>
/// <param name="IsWrite">It may change the word; a conditional change that fails counts as one.</param>
/// <param name="IsPlain">A compiler may tear it, fuse it, or do it twice.</param>
internal sealed record WordAccess(AccessSite Site, bool IsWrite, bool IsPlain) : IImmutable
{
    /// <summary>If the two happened at once, that would be a data race.</summary>
    public bool RacesWith(WordAccess other) =>
        Site.Task != other.Site.Task
        && (IsWrite || other.IsWrite)
        && (IsPlain || other.IsPlain)
        && !(Site.Role == ThreadRole.Alone && other.Site.Role != ThreadRole.Server)
        && !(other.Site.Role == ThreadRole.Alone && Site.Role != ThreadRole.Server);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsPlain ? "plain" : "marked")} {(IsWrite ? "write" : "read")} by \"{Site.Thread}\" in {Site.Place}";
}
