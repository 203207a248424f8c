namespace PgmapCheck.Model.Programs;

/// <summary>What a call takes.</summary>
public enum ArgumentKind
{
    /// <summary>A page of a page map, <c>pmem0[0]</c>, or an ordinary one.</summary>
    Page,

    /// <summary>One page or more.</summary>
    Pages,

    /// <summary>A page of a file, <c>file[0]</c>.</summary>
    FilePage,

    /// <summary>Neighbouring pages of a file, <c>file[0..1]</c>.</summary>
    FileRange,

    /// <summary>A file.</summary>
    File,

    /// <summary>A page map.</summary>
    Pgmap,

    /// <summary>A process.</summary>
    Process,

    /// <summary>A signal: a name of its own, given by one thread and waited for by others.</summary>
    Signal,
}
