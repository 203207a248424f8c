using FsCheck;
using FsCheck.Fluent;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>FsCheck's view of programs: how to make them, and how to make them smaller.</summary>
public static class ProgramGenerator
{
    private const int Declarations = 24;
    private const int PerCall = 8;

    /// <summary>Programs of one thread that run on all of some kernels.</summary>
    public static Arbitrary<RefcountProgram> Sequences(params Release[] releases) =>
        Of(new Kernels([.. releases]), 1, 1);

    /// <summary>Programs of two to four threads that run on all of some kernels.</summary>
    public static Arbitrary<RefcountProgram> Programs(params Release[] releases) =>
        Of(new Kernels([.. releases]), 2, 4);

    private static Arbitrary<RefcountProgram> Of(Kernels kernels, int minThreads, int maxThreads) =>
        Arb.From(
            Gen.Sized(size => Gen.ArrayOf(Gen.Choose(0, 5039), Declarations + (PerCall * size)))
                .Select(numbers => ProgramBuilder.Build(numbers, kernels, minThreads, maxThreads)),
            program => ProgramShrinker.Shrink(program, kernels)
        );
}
