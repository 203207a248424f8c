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

    /// <summary>Programs of one thread.</summary>
    public static Arbitrary<RefcountProgram> Sequences(Release release) => Of(release, 1, 1);

    /// <summary>Programs of two to four threads.</summary>
    public static Arbitrary<RefcountProgram> Programs(Release release) => Of(release, 2, 4);

    private static Arbitrary<RefcountProgram> Of(Release release, int minThreads, int maxThreads) => Arb.From(
        Gen.Sized(size => Gen.ArrayOf(Gen.Choose(0, 5039), Declarations + (PerCall * size)))
            .Select(numbers => ProgramBuilder.Build(numbers, release, minThreads, maxThreads)),
        program => ProgramShrinker.Shrink(program, release));
}
