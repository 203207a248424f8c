using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;

namespace PgmapCheck.Plain;

/// <summary>
/// Entry points for <c>coyote test</c> and <c>coyote replay</c>: public static methods that Coyote runs again and
/// again, each time on another schedule. A method that throws, or that never ends, has a bug.
/// </summary>
/// <remarks>
/// Tasks are given to <c>WhenAll</c> in arrays: its overload for spans is newer than Coyote, which would not control
/// it.
/// </remarks>
public static class CoyoteTests
{
    /// <summary>Two drivers become users of the key: v4.18 lets the second believe that it is on before it
    /// is.</summary>
    [Test]
    public static Task KeyIsOnForEachUserIn418() => KeyIsOnForEachUser(new ManagedKey.CountThenSwitch());

    /// <summary>The same with the upstream fix.</summary>
    [Test]
    public static Task KeyIsOnForEachUserIn510() => KeyIsOnForEachUser(new ManagedKey.CountsUsers());

    /// <summary>The second driver uses its page, and somebody waits for the page: in v4.18 it may wait for
    /// ever.</summary>
    [Test]
    public static Task WaiterIsWokenIn418() => WaiterIsWoken(new ManagedKey.CountThenSwitch());

    /// <summary>The same with the upstream fix.</summary>
    [Test]
    public static Task WaiterIsWokenIn510() => WaiterIsWoken(new ManagedKey.CountsUsers());

    /// <summary>A waiter as it is, beside a put.</summary>
    [Test]
    public static Task PutVersusWaiter() => Put(PageReferences.WaitUntilIdle);

    /// <summary>A waiter that tests before it queues.</summary>
    [Test]
    public static Task PutVersusWaiterThatTestsFirst() => Put(PageReferences.TestThenWait);

    private static async Task KeyIsOnForEachUser(ManagedKey key)
    {
        await Task.WhenAll(new Task[] { Task.Run(() => Use(key)), Task.Run(() => Use(key)) });
        Require(!key.IsOn, "the key is on without users");
    }

    private static void Use(ManagedKey key)
    {
        key.GetOps();
        Require(key.IsOn, "a user finds the key off");
        key.PutOps();
    }

    private static async Task WaiterIsWoken(ManagedKey key)
    {
        var page = new Page(users: 1);
        await Task.WhenAll(
            new Task[]
            {
                Task.Run(key.GetOps),
                Task.Run(() =>
                {
                    key.GetOps();
                    PageReferences.PutPage(key, page);
                }),
                Task.Run(() => PageReferences.WaitUntilIdle(page)),
            }
        );
    }

    private static async Task Put(Func<Page, Task> wait)
    {
        var key = new ManagedKey.CountsUsers();
        var page = new Page(users: 1);
        key.GetOps();
        await Task.WhenAll(
            new Task[] { Task.Run(() => PageReferences.PutPage(key, page)), Task.Run(() => wait(page)) }
        );
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
