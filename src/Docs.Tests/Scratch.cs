using System.Diagnostics;
using System.Reflection;

namespace Docs.Tests;

/// <summary>A copy of the project in which the commands of a document are run, and may write.</summary>
internal sealed class Scratch : IDisposable
{
    /// <summary>No command of a document takes that long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    // As a reader has it: the tool is installed, and `dotnet run` starts what was built.
    private const string Prelude = """
        dotnet() {
          if [ "${*:1:5}" = "run --project src/PgmapCheck -c Release" ]; then
            shift 5
            [ "${1:-}" != -- ] || shift
            PATH=${PATH#*:} "src/PgmapCheck/bin/Release/net10.0/pgmapcheck" "$@"
          else
            command dotnet "$@"
          fi
        }

        """;

    private readonly string _path = Directory.CreateTempSubdirectory("docs").FullName;

    public Scratch()
    {
        Run(
            $"""
            cd '{Root}'
            git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t '{Home}' 2>/dev/null
            mkdir -p '{Home}/src/PgmapCheck/bin/Release' '{_path}/bin'
            cp -r '{Tool}' '{Home}/src/PgmapCheck/bin/Release/net10.0'
            printf '#!/bin/sh\nexec dotnet "{Tool}/pgmapcheck.dll" "$@"\n' > '{_path}/bin/pgmapcheck'
            chmod +x '{_path}/bin/pgmapcheck'
            """
        );
    }

    /// <summary>The project's folder.</summary>
    public static string Root => Metadata("Root");

    private static string Tool => Path.Combine(Root, Metadata("Tool"));

    private string Home => Path.Combine(_path, "pgmapcheck");

    /// <summary>Writes a file.</summary>
    public void Write(string path, IEnumerable<string> lines)
    {
        var file = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllLines(file, lines);
    }

    /// <summary>What a shell prints for commands, on both outputs.</summary>
    public IReadOnlyList<string> Run(string commands)
    {
        Directory.CreateDirectory(Home);
        var script = Path.Combine(_path, "commands");
        File.WriteAllText(script, Prelude + commands + "\n");
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1; . '{script}'"])
        {
            WorkingDirectory = Home,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["PATH"] = $"{_path}/bin:{start.Environment["PATH"]}";
        // A package of ours that is made here must not stay among those of whoever runs the tests.
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Packages(start.Environment);
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_path, ".nuget");
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!output.Wait(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"takes more than {s_patience.TotalMinutes} minutes: {commands}");
        }

        var text = output.Result.ReplaceLineEndings("\n").Replace(_path, "~", StringComparison.Ordinal);
        return text.Length == 0 ? [] : [.. text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static string Packages(IDictionary<string, string?> environment) =>
        environment.TryGetValue("NUGET_PACKAGES", out var folder) && folder is not null
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // What `dotnet test` tells its children, and what makes a build strict.
    private static bool IsOfTheTestRun(string name) =>
        name is "CI" or "UPDATE_GOLDEN"
        || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);

    private static string Metadata(string key) =>
        typeof(Scratch)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key)
            .Value!;
}
