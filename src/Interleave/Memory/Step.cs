using System.Runtime.CompilerServices;

namespace Interleave.Memory;

/// <summary>One announced atomic step without a result. Await it at once.</summary>
public readonly struct Step : ICriticalNotifyCompletion, ISuspension
{
    private readonly IFiberHost _host;

    private readonly bool _isNone;

    internal Step(IFiberHost host, bool isNone = false) => (_host, _isNone) = (host, isNone);

    /// <summary>
    /// False in a search, where every step is a point at which another fiber may run; true where fibers are threads and
    /// the step was taken when it was announced.
    /// </summary>
    public bool IsCompleted => _isNone || _host.IsStepTaken;

    IFiberHost ISuspension.Host => _host;

    /// <summary>Supports <c>await</c>.</summary>
    public Step GetAwaiter() => this;

    /// <summary>Supports <c>await</c>.</summary>
    public void GetResult()
    {
        if (!_isNone)
        {
            _ = _host.StepResult;
        }
    }

    /// <summary>Never called: the builder suspends through <see cref="ISuspension"/>.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <inheritdoc cref="OnCompleted"/>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();

    void ISuspension.SuspendIn(IActivation activation) => _host.Suspended(activation);
}
