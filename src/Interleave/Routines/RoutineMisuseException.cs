namespace Interleave.Routines;

/// <summary>
/// A routine or a program breaks a rule of the engine, so that no verdict about it would mean anything. The message
/// names the method, the field where there is one, and what to write instead.
/// </summary>
public sealed class RoutineMisuseException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RoutineMisuseException(string message)
        : base(message) { }
}
