using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Interleave.Routines;

/// <summary>
/// What a suspended async method consists of: its resume point and the locals that the compiler hoisted, in the order
/// of declaration. Reads them into a key, so that two suspended computations are equal exactly when their keys are.
/// </summary>
internal sealed partial class FrameLayout
{
    private readonly FieldInfo _state;
    private readonly FieldInfo[] _locals;
    private readonly FieldInfo? _identity;

    // Weak: a layout stays as long as the process, and what is interpreted is a whole source tree.
    private readonly ConditionalWeakTable<IRoutineIdentity, FrameLayout> _interpreting = [];
    private readonly ConcurrentDictionary<int, ulong> _liveAt = []; // by state; bit i + 1 is local i
    private readonly Lazy<LiveLocals?> _live;
    private RoutineCall? _call;

    public FrameLayout(Type stateMachine)
    {
        Method = MethodOf(stateMachine);
        MethodName = Method is null ? NameOf(stateMachine) : $"{Method.DeclaringType!.Name}.{Method.Name}";
        if (!stateMachine.IsValueType)
        {
            throw new RoutineMisuseException(
                $"{MethodName} was compiled without optimization, so its state cannot be cloned: "
                    + "set <Optimize>true</Optimize> in its project."
            );
        }

        StableId = StableHash.Of(stateMachine.FullName!);
        IsNamed = Method?.IsDefined(typeof(RoutineNameAttribute), false) ?? false;
        var fields = stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        _state = Array.Find(fields, f => f.Name == "<>1__state")!;
        HasResult = Array.Find(fields, f => f.Name == "<>t__builder")?.FieldType != typeof(RoutineMethodBuilder);
        _locals = [.. fields.Where(IsLocal)];
        _identity = Array.Find(_locals, f => typeof(IRoutineIdentity).IsAssignableFrom(f.FieldType));
        _live = new Lazy<LiveLocals?>(() => LiveLocals.Of(stateMachine, [_state, .. _locals]));
    }

    private FrameLayout(FrameLayout interpreter, IRoutineIdentity identity)
    {
        (_state, _locals, _live) = (interpreter._state, interpreter._locals, interpreter._live);
        (Method, MethodName, StableId) = (interpreter.Method, identity.Name, interpreter.StableId);
        (HasResult, IsNamed, Identity) = (interpreter.HasResult, true, identity);
    }

    /// <summary>The source method, for the names in traces; null when it cannot be found (a generic local
    /// function).</summary>
    public MethodInfo? Method { get; }

    public string MethodName { get; }

    /// <summary>What a frame interprets, and where it is in it; null for a frame that interprets nothing.</summary>
    public IRoutineIdentity? Identity { get; private init; }

    /// <summary>What traces call a routine with such frames.</summary>
    public RoutineCall Call => _call ??= RoutineCall.Of(this);

    /// <summary>True for a routine that returns a value.</summary>
    public bool HasResult { get; }

    /// <summary>True if the routine has a name that traces show and properties may ask for.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>A hash of the type's name: the same in every process.</summary>
    public long StableId { get; }

    public static string NameOf(Type stateMachine) =>
        $"{stateMachine.DeclaringType?.Name}.{SourceName().Match(stateMachine.Name).Groups[1].Value}";

    /// <summary>This layout, or, in a frame of an interpreter, the one of what it interprets.</summary>
    public FrameLayout Interpreting(object boxedStateMachine) =>
        _identity?.GetValue(boxedStateMachine) is IRoutineIdentity identity
            ? _interpreting.GetOrAdd(identity, static (who, layout) => new FrameLayout(layout, who), this)
            : this;

    /// <summary>Which await the routine is suspended at, in the order of the source.</summary>
    public int AwaitOf(object boxedStateMachine) => (int)_state.GetValue(boxedStateMachine)!;

    /// <summary>Appends this frame's part of the local state's key.</summary>
    public void Write(object boxedStateMachine, LocalKey key, DeadLocals deadLocals, LocalStateRules rules)
    {
        var state = AwaitOf(boxedStateMachine);
        key.Add(StableId);
        key.Add(state);
        var (keepsAll, live) = (deadLocals == DeadLocals.Kept, LiveAt(state));
        for (var i = 0; i < _locals.Length; i++)
        {
            var field = _locals[i];
            if (keepsAll || rules.Keeps(field, (live >> (i + 1) & 1) != 0))
            {
                WriteValue(field.GetValue(boxedStateMachine), field.FieldType, field, key);
            }
        }
    }

    private ulong LiveAt(int state) =>
        _liveAt.GetOrAdd(state, static (at, live) => live.Value?.At(at) ?? ulong.MaxValue, _live);

    private static bool IsLocal(FieldInfo field) =>
        field.Name != "<>1__state"
        && field.Name != "<>t__builder"
        && !field.Name.StartsWith("<>u__", StringComparison.Ordinal);

    private static MethodInfo? MethodOf(Type stateMachine) =>
        stateMachine
            .DeclaringType?.GetMethods(
                BindingFlags.Instance
                    | BindingFlags.Static
                    | BindingFlags.Public
                    | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly
            )
            .FirstOrDefault(m =>
                m.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType is { } type
                && (
                    type == stateMachine
                    || (stateMachine.IsGenericType && type == stateMachine.GetGenericTypeDefinition())
                )
            );

    private void WriteValue(object? value, Type declared, FieldInfo field, LocalKey key)
    {
        // In an int? or an object, 0 is not null and 1 is not true; a negative word is no handle either.
        if (value is not null && value.GetType() is { IsValueType: true } actual && actual != declared)
        {
            key.Add(StableHash.Of(actual.FullName!) | long.MinValue);
        }

        switch (value)
        {
            case null:
                key.Add(0);
                break;
            case bool b:
                key.Add(b ? 1 : 0);
                break;
            case int i:
                key.Add(i);
                break;
            case uint u:
                key.Add(u);
                break;
            case long l:
                key.Add(l);
                break;
            case ulong u:
                key.Add((long)u);
                break;
            case byte or sbyte or short or ushort or char:
                key.Add(Convert.ToInt64(value, null));
                break;
            case Enum e:
                key.Add(Convert.ToInt64(e, null));
                break;
            default:
                WriteObject(value, field, key);
                break;
        }
    }

    private void WriteObject(object value, FieldInfo field, LocalKey key)
    {
        var type = value.GetType();
        if (!type.IsValueType)
        {
            key.Add(key.Handles.IdOf(value, this, field));
        }
        else if (ImmutableObjects.IsImmutableArray(type))
        {
            WriteElements(value, type.GetGenericArguments()[0], field, key);
        }
        else if (ImmutableObjects.IsReadOnlyStruct(type))
        {
            foreach (var part in ImmutableObjects.FieldsOf(type))
            {
                WriteValue(part.GetValue(value), part.FieldType, field, key);
            }
        }
        else
        {
            throw new RoutineMisuseException(
                $"{MethodName} keeps '{field.Name}' of type {type.Name} across an await. Only integers, bools, enums, "
                    + "immutable arrays and immutable objects may be kept: use a for loop instead of foreach, move a "
                    + "try/finally or using into the callee, and await a routine where it is called."
            );
        }
    }

    private void WriteElements(object array, Type declared, FieldInfo field, LocalKey key)
    {
        if (ImmutableObjects.ElementsOf(array) is not { } elements)
        {
            key.Add(-1); // a local that has no value yet
            return;
        }

        var countAt = key.Reserve();
        var count = 0;
        foreach (var element in elements)
        {
            WriteValue(element, declared, field, key);
            count++;
        }

        key.Set(countAt, count);
    }

    [GeneratedRegex("<(.*)>")]
    private static partial Regex SourceName();
}
