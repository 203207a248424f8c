namespace Interleave.Execution.Weak;

/// <summary>What a fiber may still make of what it has met: views that none of its steps will look at need not be
/// kept.</summary>
[Flags]
internal enum ViewUses
{
    /// <summary>Full barriers: what others have shared.</summary>
    Barriers = 1,

    /// <summary><see cref="FiberViews.Acquire"/>.</summary>
    Acquire = 2,

    /// <summary><see cref="FiberViews.Release"/> and <see cref="FiberViews.ScFence"/>.</summary>
    Release = 4,

    /// <summary><see cref="FiberViews.Own"/>.</summary>
    Own = 8,

    /// <summary><see cref="FiberViews.Unlocked"/>.</summary>
    Unlocked = 16,

    /// <summary><see cref="FiberViews.Acquire"/>, if another fiber may still wait for sections: what one that ends
    /// leaves behind.</summary>
    Leaves = 32,

    /// <summary>What ended sections have left behind.</summary>
    Waits = 64,

    /// <summary>All of it.</summary>
    Everything = 127,
}
