using System.Collections.Immutable;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>One fiber in a state of the reference interpreter: a view of some words of it.</summary>
/// <param name="words">The words.</param>
internal readonly ref struct Fiber(Span<int> words)
{
    /// <summary>How many words it has.</summary>
    public const int Words = Stores + 1 + (2 * MostStores);

    /// <summary>How many stores its buffer can hold.</summary>
    public const int MostStores = 8;

    private const int MostDeep = 8;
    private const int Stack = 4;
    private const int Tokens = Stack + MostDeep;
    private const int Results = Tokens + 1;
    private const int Holds = Results + Interpreter.Resources - 1;
    private const int Inside = Holds + (2 * (Interpreter.Locks + 1));
    private const int Stores = Inside + 1;

    private readonly Span<int> _words = words;

    /// <summary>The instruction that it is before: a step, or the end.</summary>
    public ref int At => ref _words[0];

    /// <summary>What statements hand on.</summary>
    public ref int Register => ref _words[1];

    /// <summary>What its last step resulted in.</summary>
    public ref int Result => ref _words[2];

    /// <summary>How many tokens it holds.</summary>
    public ref int Token => ref _words[Tokens];

    /// <summary>How many named routines it is inside of.</summary>
    public ref int Depth => ref _words[Inside];

    /// <summary>How many stores wait in its buffer.</summary>
    public ref int StoreCount => ref _words[Stores];

    /// <summary>What is on top of the stack.</summary>
    public ref int Top => ref _words[Stack + _words[3] - 1];

    /// <summary>How many of a resource it holds, counted as the engine's programs declare them.</summary>
    public ref int HeldOf(int resource) => ref _words[Tokens + resource];

    /// <summary>How often it holds a lock.</summary>
    public ref int LockHeld(int number, bool isShared) => ref _words[Holds + (2 * number) + (isShared ? 1 : 0)];

    /// <summary>A store that waits, the oldest first: the instruction, and its operand.</summary>
    public (int At, int Operand) StoreOf(int number) =>
        (_words[Stores + 1 + (2 * number)], _words[Stores + 2 + (2 * number)]);

    /// <summary>Puts a store into the buffer.</summary>
    public void AddStore(int at, int operand)
    {
        (_words[Stores + 1 + (2 * StoreCount)], _words[Stores + 2 + (2 * StoreCount)]) = (at, operand);
        StoreCount++;
    }

    /// <summary>Takes the oldest store out of the buffer.</summary>
    public void RemoveStore()
    {
        var waiting = _words[(Stores + 1)..];
        waiting[2..].CopyTo(waiting);
        waiting[^2..].Clear();
        StoreCount--;
    }

    /// <summary>Puts a number on the stack.</summary>
    public void Push(int number)
    {
        _words[3]++;
        Top = number;
    }

    /// <summary>Takes the number on top of the stack away.</summary>
    public void Pop()
    {
        Top = 0;
        _words[3]--;
    }

    /// <summary>
    /// Runs on from one step to the next, or to the end.
    /// </summary>
    /// <returns>What is violated by that, with its kind; null if nothing is.</returns>
    public string? RunOn(ImmutableArray<Code> code)
    {
        string? failure = null;
        for (; !code[At].IsStep && code[At].Kind != CodeKind.End; At++)
        {
            if (code[At].Kind == CodeKind.Throw)
            {
                return failure ?? $"Exception: {EngineRules.NoException}";
            }

            failure ??= Do(code[At]);
        }

        if (code[At].Kind != CodeKind.UntilNobody)
        {
            Result = 0; // what tells states apart is what somebody will look at
        }

        return failure ?? (BreaksLockRules(code[At].Kind == CodeKind.End) ? LockMisuse : null);
    }

    private const string LockMisuse = $"LockMisuse: {EngineRules.LocksAreReleased}";

    private string? Do(Code code)
    {
        switch (code.Kind)
        {
            case CodeKind.KeepResult:
                Register = Result;
                break;
            case CodeKind.SetRegister:
                Register = code.A;
                break;
            case CodeKind.PushResult:
                Push(Result);
                break;
            case CodeKind.PushNumber:
                Push(code.A);
                break;
            case CodeKind.Pop:
                Pop();
                break;
            case CodeKind.HoldToken:
                Token++;
                break;
            case CodeKind.ToggleToken when Token <= 0:
                Token++;
                break;
            case CodeKind.ClearToken when Token <= 0:
                break;
            case CodeKind.DropToken or CodeKind.ToggleToken or CodeKind.ClearToken:
                return --Token < 0 ? $"Assertion: {EngineRules.DropsOnlyHeld}" : null;
            case CodeKind.HoldResult:
                _words[Results + (Register & 3)]++;
                break;
            case CodeKind.EnterRoutine:
                Depth++;
                break;
            case CodeKind.LeaveRoutine:
                Depth--;
                break;
            case CodeKind.FailIfResult:
                return Result == code.A ? $"Assertion: c{code.Cell} is not {code.A}" : null;
            default:
                Jump(code);
                break;
        }

        return null;
    }

    // To the instruction before the target, because the next one is taken then.
    private void Jump(Code code)
    {
        var jumps = code.Kind switch
        {
            CodeKind.Jump => true,
            CodeKind.JumpIfResult => Result == code.B,
            CodeKind.JumpUnlessResult => Result != code.B,
            CodeKind.JumpIfEven => (Register & 1) == 0,
            CodeKind.LoopAgain => --Top > 0,
            _ => throw new NotSupportedException(code.ToString()),
        };
        if (jumps)
        {
            At = code.A - 1;
        }
        else if (code.Kind == CodeKind.LoopAgain)
        {
            Pop();
        }
    }

    private bool BreaksLockRules(bool hasReturned)
    {
        foreach (var held in _words[Holds..Inside])
        {
            if (held < 0 || (held > 0 && hasReturned))
            {
                return true;
            }
        }

        return false;
    }
}
