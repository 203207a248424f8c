namespace Interleave.Routines;

/// <summary>
/// Writes down what tells local states apart: the announced step, what the fiber holds, and the frames that it is
/// suspended in. Objects and functions in it have numbers, which are good among the keys of one instance.
/// </summary>
internal sealed class LocalKeys(DeadLocals deadLocals, LocalStateRules rules)
{
    private readonly Handles _handles = new();
    private readonly Dictionary<System.Reflection.MethodInfo, int> _functions = [];

    /// <summary>The key of the local state that a run ended in.</summary>
    public LocalKey Of(in RunEnd end, bool isDaemon)
    {
        var key = new LocalKey(_handles);
        key.Add(isDaemon ? 1 : 0);
        end.Holdings.Write(key);
        if (end.Failure is { } failure)
        {
            key.Add(StableHash.Of(failure.Property + "\n" + failure.Explanation));
            return key;
        }

        var operation = end.Operation;
        key.Add((int)operation.Kind);
        key.Add(operation.Location);
        key.Add(operation.A);
        key.Add(operation.B);
        key.Add((int)operation.Order);
        key.Add(operation.Function is null ? 0 : NumberOf(operation.Function));
        for (var frame = end.Top; frame is not null; frame = frame.Caller)
        {
            frame.Write(key, deadLocals, rules);
        }

        return key;
    }

    /// <summary>For a fiber that has ended: what its lambdas captured must be as it was.</summary>
    /// <exception cref="RoutineMisuseException">It is not.</exception>
    public void RequireUnchanged(string method) => _handles.RequireUnchanged(method);

    private int NumberOf(Delegate function)
    {
        if (function.Target is { } target && ImmutableObjects.FieldsOf(target.GetType()).Any())
        {
            throw new RoutineMisuseException(
                $"{function.Method.DeclaringType?.FullName}.{function.Method.Name} captures variables: the function "
                    + "of a "
                    + "step must be static, and take what it needs as its argument."
            );
        }

        if (!_functions.TryGetValue(function.Method, out var number))
        {
            number = _functions.Count + 1;
            _functions.Add(function.Method, number);
        }

        return number;
    }
}
