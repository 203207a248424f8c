namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// Ends a run that never comes to a step: a loop whose calls take none would go on for ever, and each stretch between
/// two calls is short. The engine runs code on one thread from one step to the next, and stops it there by suspending.
/// </summary>
internal static class QuietRun
{
    // Set-up functions of a tree call some hundred without a step.
    private const int MaxEffects = 100_000;

    [ThreadStatic]
    private static int s_effects;

    /// <summary>Notes an effect that has begun.</summary>
    /// <param name="effect">What a primitive or a called function does.</param>
    /// <param name="position">Where.</param>
    /// <exception cref="StoppedException">So many in a row were over without a step.</exception>
    public static void Note(in Effect effect, Position position)
    {
        s_effects = effect.IsOver ? s_effects + 1 : 0;
        if (s_effects > MaxEffects)
        {
            s_effects = 0;
            throw new StoppedException(position, $"{MaxEffects:N0} calls and accesses without a step");
        }
    }
}
