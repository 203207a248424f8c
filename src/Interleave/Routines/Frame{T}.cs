using System.Runtime.CompilerServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>The frame of one async method.</summary>
/// <typeparam name="TStateMachine">The struct the compiler made of the method.</typeparam>
internal sealed class Frame<TStateMachine> : Frame
    where TStateMachine : IAsyncStateMachine
{
    private const int FieldBytes = 48; // a header, and what every frame has

    private static FrameLayout? s_layout; // not made by a type initializer, which would wrap its errors

    internal TStateMachine StateMachine = default!;

    public Frame(IFiberHost host)
        : base(host) { }

    public override FrameLayout Layout => s_layout ??= new FrameLayout(typeof(TStateMachine));

    public override object BoxedStateMachine => StateMachine;

    public override int Bytes => FieldBytes + Unsafe.SizeOf<TStateMachine>();

    public override void MoveNext() => StateMachine.MoveNext();

    protected override Frame CloneAlone()
    {
        var clone = new Frame<TStateMachine>(Host) { StateMachine = StateMachine };
        clone.StateMachine.SetStateMachine(clone);
        return clone;
    }
}
