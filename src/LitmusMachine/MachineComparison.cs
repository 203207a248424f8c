using Litmus.Programs;
using Litmus.Verdicts;

namespace LitmusMachine;

/// <summary>The verdict of a machine beside that of the axioms, and why it is another if it is.</summary>
/// <param name="Verdict">The machine's.</param>
/// <param name="Difference">How it differs from that of the axioms.</param>
public sealed record MachineComparison(MachineVerdict Verdict, MachineDifference Difference)
{
    /// <summary>Runs a test whose verdict by axioms is known; where the weak machine allows less, with load buffering,
    /// too, to see whether that is why.</summary>
    /// <exception cref="OperationCanceledException">The caller asked for it.</exception>
    public static MachineComparison Of(LitmusTest test, LitmusVerdict axioms, MachineOptions options)
    {
        var verdict = MachineJudge.Judge(test, options);
        var difference = Of(axioms.Answer, verdict.Answer);
        if (difference == MachineDifference.Stronger && axioms.HasDataRace)
        {
            difference = MachineDifference.PlainAccesses;
        }
        else if (
            difference == MachineDifference.Stronger
            && options is { LoadBuffering: false, Memory: Interleave.Memory.MemoryModel.Weak }
            && MachineJudge.Judge(test, options with { LoadBuffering = true }).Answer == axioms.Answer
        )
        {
            difference = MachineDifference.LoadBuffering;
        }

        return new MachineComparison(verdict, difference);
    }

    private static MachineDifference Of(LitmusAnswer? axioms, LitmusAnswer? machine) =>
        axioms is null || machine is null ? MachineDifference.Unknown
        : axioms == machine ? MachineDifference.None
        : axioms == LitmusAnswer.Sometimes || machine == LitmusAnswer.Deadlock ? MachineDifference.Stronger
        : MachineDifference.Weaker;
}

/// <summary>How the verdict of a machine differs from that of axioms.</summary>
public enum MachineDifference
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>One of them has no verdict.</summary>
    Unknown,

    /// <summary>The machine allows less, because a store is ordered after every earlier load of its thread; with load
    /// buffering it allows the same.</summary>
    LoadBuffering,

    /// <summary>The machine allows less, and the test has a data race: the machine takes plain accesses for marked
    /// ones.</summary>
    PlainAccesses,

    /// <summary>The machine allows less for another reason.</summary>
    Stronger,

    /// <summary>The machine allows more: it is wrong.</summary>
    Weaker,
}
