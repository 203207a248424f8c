using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Interleave.Routines;

/// <summary>
/// What an <c>async Routine</c> method returns: a computation whose suspended form can be cloned and compared.
/// </summary>
/// <remarks>
/// The C# compiler turns an async method into a struct. With a method builder of our own that struct is the fiber's
/// local state: copying it clones a suspended computation, reading its fields identifies it. Await a routine exactly
/// once and at once; keeping one in a variable across another await is reported as an error that names the method.
/// </remarks>
[AsyncMethodBuilder(typeof(RoutineMethodBuilder))]
public readonly struct Routine
{
    private readonly Frame? _frame;
    private readonly ExceptionDispatchInfo? _fault;

    internal Routine(Frame? frame, ExceptionDispatchInfo? fault)
    {
        _frame = frame;
        _fault = fault;
    }

    /// <summary>A routine that took no step. The same as <c>default</c>.</summary>
    public static Routine Done => default;

    /// <summary>Supports <c>await</c>; called by the compiler.</summary>
    public RoutineAwaiter GetAwaiter() => new(_frame, _fault);
}
