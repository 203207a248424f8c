namespace PgmapCheck.Model.Kernel;

/// <summary>What a scenario's machine is like when the first thread starts.</summary>
public sealed record Hardware
{
    /// <summary>True if the count of any page may be so high that <c>get_user_pages</c> refuses it.</summary>
    public bool HasFullCounts { get; init; }

    /// <summary>True if the scenario misuses the kernel, which is then right to warn: its warnings are not
    /// violations.</summary>
    public bool DeservesWarnings { get; init; }

    /// <summary>True if all variables hash to one wait queue, as any two may.</summary>
    public bool OneWaitQueue { get; init; }
}
