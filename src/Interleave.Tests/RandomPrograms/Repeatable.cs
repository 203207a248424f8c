using FsCheck;
using Microsoft.FSharp.Core;

namespace Interleave.Tests.RandomPrograms;

/// <summary>FsCheck with a fixed seed: a test run is a function of the code alone.</summary>
internal static class Repeatable
{
    public static Config Config(int tests) =>
        FsCheck
            .Config.QuickThrowOnFailure.WithMaxTest(tests)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20260117, 1), FSharpOption<int>.None)));
}
