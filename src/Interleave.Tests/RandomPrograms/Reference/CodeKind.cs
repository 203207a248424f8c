namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>What an instruction does. First the steps; the result of a step is kept apart from the register.</summary>
internal enum CodeKind
{
    Pass,
    Fence,
    Choose,
    Load,
    UntilNotZero,
    UntilEqual,
    UntilNobody, // is in the phase that the last step resulted in
    Store,
    StoreNext, // the register plus 1
    Begin,
    Free,
    Add,
    AddUnless,
    CompareExchange,
    Exchange,
    DoubleAndAdd,
    Replace,
    Enter,
    Leave, // the phase on top of the stack
    Turn,
    Lock,
    LockShared,
    TryLock,
    Unlock,
    UnlockShared,

    /// <summary>The register becomes the last step's result. Here begins what is no step.</summary>
    KeepResult,
    SetRegister,
    PushResult,
    PushNumber,
    Pop,
    Jump,
    JumpIfResult,
    JumpUnlessResult,
    JumpIfEven,
    LoopAgain, // while the number on top of the stack can be made smaller and is not 0 then
    HoldToken,
    DropToken,
    ToggleToken,
    ClearToken,
    HoldResult,
    EnterRoutine,
    LeaveRoutine,
    FailIfResult,
    Throw,
    End,
}
