using System.Runtime.CompilerServices;

namespace Interleave.Memory;

/// <summary>One announced atomic step with a result. Await it at once.</summary>
/// <typeparam name="T">int or bool.</typeparam>
public readonly struct Step<T> : ICriticalNotifyCompletion, ISuspension
    where T : unmanaged
{
    private readonly IFiberHost _host;

    internal Step(IFiberHost host) => _host = host;

    /// <summary>
    /// False in a search, where every step is a point at which another fiber may run; true where fibers are threads and
    /// the step was taken when it was announced.
    /// </summary>
    public bool IsCompleted => _host.IsStepTaken;

    IFiberHost ISuspension.Host => _host;

    /// <summary>Supports <c>await</c>.</summary>
    public Step<T> GetAwaiter() => this;

    /// <summary>The step's result.</summary>
    public T GetResult()
    {
        var result = _host.StepResult;
        return typeof(T) == typeof(bool) ? (T)(object)(result != 0) : (T)(object)result;
    }

    /// <summary>Never called: the builder suspends through <see cref="ISuspension"/>.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <inheritdoc cref="OnCompleted"/>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();

    void ISuspension.SuspendIn(IActivation activation) => _host.Suspended(activation);
}
