using System.Runtime.InteropServices;

namespace Interleave.Visited;

/// <summary>
/// Native memory that is asked to be backed by huge pages where the system has them: a table of hundreds of megabytes
/// that is read at random otherwise misses the TLB on nearly every look-up.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint PageBytes = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE, linux/mman.h

    public static byte* AllocateZeroed(nuint bytes)
    {
        var memory = NativeMemory.AlignedAlloc(bytes, bytes < PageBytes ? 64 : PageBytes);
        if (bytes >= PageBytes && OperatingSystem.IsLinux())
        {
            _ = Advise(memory, bytes, AdviseHugePages); // advice only: a kernel without it goes on with small pages
        }

        NativeMemory.Clear(memory, bytes);
        return (byte*)memory;
    }

    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
