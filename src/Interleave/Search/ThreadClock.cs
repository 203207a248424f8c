using System.Runtime.InteropServices;

namespace Interleave.Search;

/// <summary>The processor time of a thread, so that what others do meanwhile does not count. The runtime tells only
/// that of the process.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID: linux/time.h; time.h of macOS.
    private static readonly int? s_clock =
        !Environment.Is64BitProcess ? null
        : OperatingSystem.IsLinux() ? 3
        : OperatingSystem.IsMacOS() ? 16
        : null;

    /// <summary>True if the system tells what a thread has taken.</summary>
    public static bool IsOfThread => s_clock is not null;

    /// <summary>What the calling thread has taken; the whole process where the system does not tell.</summary>
    public static TimeSpan Elapsed =>
        s_clock is { } clock && GetTime(clock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : Environment.CpuUsage.TotalTime;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
