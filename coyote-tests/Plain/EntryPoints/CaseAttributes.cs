namespace PgmapCheck.Plain.EntryPoints;

/// <summary>An entry point that says, in tasks and locks, what a case of the model says.</summary>
/// <param name="bug">The bug of the catalogue whose smallest case that is.</param>
public abstract class CaseAttribute(string bug) : Attribute
{
    /// <summary>The bug of the catalogue; empty if there is none.</summary>
    public string Bug => bug;

    /// <summary>The kernel, if it is another than the catalogue's.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>The scenario, if it is another than the catalogue's.</summary>
    public string Scenario { get; init; } = "";
}

/// <summary>An entry point with the bug.</summary>
/// <param name="bug">The bug of the catalogue.</param>
/// <param name="within">How many schedules, with seed 1, are enough to find it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BuggyAttribute(string bug, int within) : CaseAttribute(bug)
{
    /// <summary>How many schedules are enough.</summary>
    public int Within => within;

    /// <summary>0 leaves the strategy to Coyote; otherwise it is fair priorities that change so often.</summary>
    public int PriorityChanges { get; init; }

    /// <summary>Which of the changes that make the bug out of a kernel that is safe; from 0 up, -1 for none.</summary>
    public int Change { get; init; } = -1;
}

/// <summary>The same without the bug.</summary>
/// <param name="bug">The bug of the catalogue.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixedAttribute(string bug) : CaseAttribute(bug);

/// <summary>An entry point in which no kernel that it is named after has a bug.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CleanAttribute() : CaseAttribute("");
