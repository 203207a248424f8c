namespace Interleave.Routines;

/// <summary>Something a routine may await: an announced step, or another routine.</summary>
internal interface ISuspension
{
    /// <summary>The machine that runs the awaiting routine.</summary>
    Machine Machine { get; }

    /// <summary>Called once, when <paramref name="frame"/> suspends on this.</summary>
    void SuspendIn(Frame frame);
}
