using System.Diagnostics;
using System.Globalization;

namespace PgmapCheck.Properties.Tests.Harnesses.RandomC;

/// <summary>What C means to the interpreter is what it means to gcc: random programs return the same number.</summary>
public sealed class RandomProgramTests
{
    private const int Usual = 300;

    private const int Batch = 300;

    [GccFact]
    public void Random_programs_return_what_gcc_says()
    {
        // bench/random-c.sh runs more.
        var count = int.TryParse(Environment.GetEnvironmentVariable("RANDOM_C_PROGRAMS"), out var asked)
            ? asked
            : Usual;
        var first = int.TryParse(Environment.GetEnvironmentVariable("RANDOM_C_FIRST"), out var begin) ? begin : 1;
        for (var from = first; from < first + count; from += Batch)
        {
            var programs = Enumerable
                .Range(from, Math.Min(Batch, first + count - from))
                .Select(i => new RandomProgram(i))
                .ToArray();
            var expected = Gcc.Run(programs);
            for (var i = 0; i < programs.Length; i++)
            {
                var violations = Violations(programs[i], expected[i]);
                Assert.True(violations is null, $"{violations}\n{programs[i].Text}\nexpected {expected[i]}");
            }
        }
    }

    [GccFact]
    public void A_wrong_number_is_noticed()
    {
        var program = new RandomProgram(1);

        Assert.NotNull(Violations(program, Gcc.Run([program])[0] + 1));
    }

    private static string? Violations(RandomProgram program, ulong expected)
    {
        var verdict = HarnessFixture.Check(
            $"c {{\n{program.Text}}}\nthread \"t\" {{ WARN_ON({program.Prefix}run() != {expected}UL); }}"
        );
        return verdict.Incomplete ?? verdict.Counterexamples.FirstOrDefault()?.Violation.Explanation;
    }
}

/// <summary>A test that needs gcc; skipped, and said so, where there is none.</summary>
internal sealed class GccFactAttribute : FactAttribute
{
    public GccFactAttribute() => Skip = Gcc.IsThere ? null : "there is no gcc";
}

/// <summary>Compiles and runs C.</summary>
internal static class Gcc
{
    /// <summary>It can be run.</summary>
    public static bool IsThere { get; } =
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "gcc")));

    /// <summary>What each program's <c>run</c> returns.</summary>
    public static ulong[] Run(IReadOnlyList<RandomProgram> programs)
    {
        var folder = Directory.CreateTempSubdirectory("pgmapcheck").FullName;
        try
        {
            var (source, program) = (Path.Combine(folder, "all.c"), Path.Combine(folder, "all"));
            var main = string.Concat(programs.Select(p => $"\tprintf(\"%lu\\n\", {p.Prefix}run());\n"));
            File.WriteAllText(
                source,
                $"#include <stdio.h>\n{string.Concat(programs.Select(p => p.Text))}int main(void)\n{{\n{main}}}\n"
            );
            Execute("gcc", "-O1", "-w", "-fwrapv", "-fno-strict-aliasing", "-std=gnu11", "-o", program, source);
            return
            [
                .. Execute(program)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => ulong.Parse(line, CultureInfo.InvariantCulture)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Execute(string file, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
