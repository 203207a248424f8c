using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>Takes what FsCheck found, instead of printing it.</summary>
internal sealed class FailureRunner : IRunner
{
    /// <summary>The program that failed, as it was made; null if none did.</summary>
    public RefcountProgram? Original { get; private set; }

    /// <summary>The same, as small as it gets.</summary>
    public RefcountProgram? Shrunk { get; private set; }

    /// <summary>What it was made of.</summary>
    public FuzzSeed Seed { get; private set; }

    public void OnStartFixture(Type t) { }

    public void OnArguments(
        int ntest,
        FSharpList<object> args,
        FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every
    ) { }

    public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

    public void OnFinished(string name, TestResult testResult)
    {
        if (testResult is TestResult.Failed failed)
        {
            Original = (RefcountProgram)failed.Item2.Head;
            Shrunk = (RefcountProgram)failed.Item3.Head;
            Seed = new FuzzSeed(failed.Item6.Seed, failed.Item6.Gamma, failed.Item7);
        }
    }
}
