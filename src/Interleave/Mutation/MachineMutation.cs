using System.Reflection;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Mutation;

/// <summary>Mutates the code that runs on a machine.</summary>
internal static class MachineMutation
{
    /// <summary>Changes one step or call of the code that runs on this machine.</summary>
    /// <exception cref="RoutineMisuseException">A fiber has begun to run.</exception>
    public static void Mutate(this Machine machine, StepMutation mutation)
    {
        machine.RequireSetUp(mutation.ToString());
        machine.Run.Change = new MutatedCode(machine.Run, mutation, null);
    }

    /// <summary>Tells of each mutation that would change something, and of the method that it is in, again and
    /// again.</summary>
    /// <exception cref="RoutineMisuseException">A fiber has begun to run.</exception>
    public static void ObserveMutations(this Machine machine, Action<StepMutation, MethodInfo?> observe)
    {
        machine.RequireSetUp("an observer");
        machine.Run.Change = new MutatedCode(machine.Run, null, observe);
    }
}
