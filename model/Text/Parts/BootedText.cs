using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>The text that a kernel runs.</summary>
internal static class BootedText
{
    extension(Linux linux)
    {
        /// <summary>How text sees the kernel.</summary>
        /// <exception cref="InvalidCastException">The kernel was booted without text.</exception>
        public TextWorld Text => (TextWorld)linux.Booted!;
    }
}
