using System.Diagnostics;

namespace KernelText.Tests.Compared;

/// <summary>The C compiler that lowering is compared with.</summary>
internal static class Gcc
{
    /// <summary>Null if there is one.</summary>
    public static string? WhyMissing { get; } =
        Run("gcc", ["--version"]) is null ? "there is no gcc to compare with" : null;

    /// <summary>Compiles a program and returns what it prints.</summary>
    public static string Output(string text, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("kerneltext");
        try
        {
            var (source, program) = (Path.Combine(folder.FullName, "a.c"), Path.Combine(folder.FullName, "a"));
            File.WriteAllText(source, text);
            _ =
                Run(
                    "gcc",
                    ["-std=gnu11", "-fwrapv", "-fno-strict-aliasing", "-w", "-O1", .. options, "-o", program, source]
                ) ?? throw new InvalidOperationException("gcc refuses the program");
            return Run(program, []) ?? throw new InvalidOperationException("the program crashes");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Run(string name, string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{name}: exit code {process.ExitCode}: {error.Result}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>A fact that needs gcc; skipped visibly where there is none.</summary>
internal sealed class GccFactAttribute : FactAttribute
{
    public GccFactAttribute() => Skip = Gcc.WhyMissing;
}
