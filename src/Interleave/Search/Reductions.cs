namespace Interleave.Search;

/// <summary>
/// What a search may leave out, as one value. What rests on another reduction contains it: conditional independence
/// without sleep sets cannot be written, nor Lipton's reduction without persistent sets.
/// </summary>
[Flags]
public enum Reductions
{
    /// <summary>Every step in every order, and every state.</summary>
    None = 0,

    /// <summary>States are one that differ only by a permutation of fibers in equal local states.</summary>
    Symmetry = 1,

    /// <summary>Steps whose order cannot matter are skipped (Godefroid, LNCS 1032, chapter 5).</summary>
    SleepSets = 2,

    /// <summary>Steps on one cell commute, too, where they lead to the same state in either order (definition
    /// 5.1 there).</summary>
    ConditionalIndependence = SleepSets | 4,

    /// <summary>A step is taken at once, and alone, if it is a persistent set (chapter 4 there) and properties do not
    /// see it.</summary>
    PersistentSets = 8,

    /// <summary>What a lock guards is touched in one step (Lipton, Comm. ACM 18(12), 1975).</summary>
    LiptonReduction = PersistentSets | 16,

    /// <summary>Callers that will only return are no part of a local state.</summary>
    TailCallElimination = Symmetry | 32,

    /// <summary>Locals that their routine will not read again are no part of a local state.</summary>
    DeadLocals = 64,

    /// <summary>All of them.</summary>
    All = ConditionalIndependence | LiptonReduction | TailCallElimination | DeadLocals,
}
