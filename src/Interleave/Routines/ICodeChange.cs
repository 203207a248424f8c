using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>Changes the code that runs, where it suspends, or looks at what could be changed.</summary>
internal interface ICodeChange
{
    /// <summary>A fiber begins to run to its next step.</summary>
    void Begun();

    /// <summary>A step was announced. It belongs to the routine that awaits it.</summary>
    void Announced(Frame frame, ref Operation operation);

    /// <summary>A routine suspended on a call.</summary>
    void Called(Frame callee, Frame caller);

    /// <summary>A fiber has run to its next step: where it is, which may be before another step.</summary>
    RunEnd Ended(in RunEnd end);
}
