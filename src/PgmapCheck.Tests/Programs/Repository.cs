using System.Diagnostics;

namespace PgmapCheck.Tests.Programs;

/// <summary>A folder as a git repository, for tests of bisection.</summary>
/// <param name="folder">Where.</param>
internal sealed class Repository(TemporaryFolder folder)
{
    /// <summary>Runs git there.</summary>
    /// <returns>What it printed.</returns>
    public string Git(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, output + error.Result);
        return output;
    }

    /// <summary>Commits what was written below some paths.</summary>
    public void Commit(string subject, params string[] paths)
    {
        Git(["add", .. paths]);
        Git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", subject);
    }
}
