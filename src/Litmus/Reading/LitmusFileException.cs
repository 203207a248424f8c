using Litmus.Programs;

namespace Litmus.Reading;

/// <summary>Says what is wrong with a litmus file, in one line that begins with <c>file:line:column</c>.</summary>
public sealed class LitmusFileException : Exception
{
    internal LitmusFileException(string message)
        : base(message) { }

    internal LitmusFileException(string file, Place place, string message)
        : this($"{file}:{place.Line}:{place.Column}: {message}") { }
}
