using System.Text.RegularExpressions;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Runs;

/// <summary>The ready files for job arrays are short, and say nothing that the command line does not know.</summary>
public sealed class DeployTests
{
    public static TheoryData<string> Files =>
        ["github-matrix.yml", "kubernetes-job.yml", "Dockerfile", "slurm-array.sh"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_ready_file_is_short(string name) => Assert.InRange(File.ReadAllLines(PathOf(name)).Length, 1, 39);

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_options_are_there(string name)
    {
        foreach (var command in (string[])["check", "merge-reports"])
        {
            var known = CliRun.Of(command, "--help").Out;
            var used = Regex
                .Matches(File.ReadAllText(PathOf(name)), $@"(?<= ){command} (?<options>[^\n]*(\n +--[^\n]*)*)")
                .SelectMany(match =>
                    Regex.Matches(match.Groups["options"].Value, "(?<= )--[a-z-]+").Select(option => option.Value)
                );

            Assert.All(
                used.Prepend("--no-traces"),
                option => Assert.Contains($"{option} ", known + " ", StringComparison.Ordinal)
            );
        }
    }

    private static string PathOf(string name) => Golden.InSource($"../../deploy/{name}");
}
