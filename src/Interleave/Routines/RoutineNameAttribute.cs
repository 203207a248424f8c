namespace Interleave.Routines;

/// <summary>What traces call a routine, where that is not the method's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class RoutineNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
