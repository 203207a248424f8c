using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class StaticKeyTests
{
    private const string OnForUsers = "all sites are on for who counts as a user";
    private const string Consistent = "at rest the sites say what the count says";

    [Fact]
    public void Slow_inc_returns_to_nobody_before_all_sites_are_on()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("first user", () => Inc(linux, key));
            linux.Start("second user", () => Inc(linux, key));
            linux.Start("third user", () => Inc(linux, key));
            linux.Machine.Properties.AtEnd("three users", s => s[key.Enabled.Cell] == 3 ? null : "not so");
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void As_many_decrements_as_increments_switch_it_off()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("first user", () => IncAndDec(linux, key));
            linux.Start("second user", () => IncAndDec(linux, key));
            linux.Machine.Properties.Sometimes("two users", s => s[key.Enabled.Cell] == 2);
            linux.Machine.Properties.Sometimes("half off", s => s[key.Sites[0]] == 0 && s[key.Sites[1]] == 1);
            linux.Machine.Properties.AtEnd("nobody is left", s => s[key.Enabled.Cell] == 0 ? null : "not so");
        });

        Booted.AssertProved(verdict);
    }

    // A decrement that did not reach 0 reads the count again to warn of a negative one, and meets the -1 of the next
    // first user: a1247d06d010 ("locking/static_key: Fix false positive warnings on concurrent dec/inc").
    [Fact]
    public void A_third_user_can_trigger_the_warning_although_nothing_is_wrong()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("first user", () => IncAndDec(linux, key));
            linux.Start("second user", () => IncAndDec(linux, key));
            linux.Start("third user", () => IncAndDec(linux, key));
            linux.Machine.Properties.AtEnd("nobody is left", s => s[key.Enabled.Cell] == 0 ? null : "not so");
        });

        Booted.AssertViolates(verdict, KernelRules.NoWarnings);
    }

    [Fact]
    public void A_decrement_of_a_key_without_users_is_warned_about()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("nobody", () => linux.Release.JumpLabel.SlowDec(linux, key));
        });

        Booted.AssertViolates(verdict, KernelRules.NoWarnings);
    }

    [Fact]
    public void A_decrement_too_many_is_warned_about_in_some_order()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 2);
            linux.Start("first", () => linux.Release.JumpLabel.SlowDec(linux, key));
            linux.Start("second", () => linux.Release.JumpLabel.SlowDec(linux, key));
            linux.Start("third", () => linux.Release.JumpLabel.SlowDec(linux, key));
        });

        Assert.Contains(verdict.Counterexamples, c => c.Violation.Property == KernelRules.NoWarnings);
    }

    [Fact]
    public void Enable_returns_to_nobody_before_all_sites_are_on()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("first", () => Enable(linux, key));
            linux.Start("second", () => Enable(linux, key));
            linux.Machine.Properties.AtEnd("enabled once", s => s[key.Enabled.Cell] == 1 ? null : "not so");
        });

        Booted.AssertProved(verdict);
    }

    // An enable that finds the key on does nothing. A disable beside it then has the last word: half of SKEY-PUTGET.
    [Fact]
    public void Enable_and_disable_of_a_key_that_is_on_end_either_way()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 1);
            linux.Start("new user", () => key.Enable());
            linux.Start("old user", () => key.Disable());
            linux.Machine.Properties.Sometimes(
                "stays on",
                s => s.Inside("static_key_enable") + s.Inside("static_key_disable") == 0 && s[key.Enabled.Cell] == 1
            );
            linux.Machine.Properties.Sometimes(
                "goes off",
                s => s.Inside("static_key_enable") + s.Inside("static_key_disable") == 0 && s[key.Enabled.Cell] == 0
            );
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void Disable_beside_the_first_enable_is_warned_about()
    {
        var verdict = Booted.Check(linux =>
        {
            var key = Declare(linux, users: 0);
            linux.Start("user", () => key.Enable());
            linux.Start("nobody", () => key.Disable());
        });

        Booted.AssertViolates(verdict, KernelRules.NoWarnings);
    }

    private static StaticKey Declare(Linux linux, int users)
    {
        var key = new StaticKey(linux, "key", ["one", "other"]);
        linux.Machine.Preset(key.Enabled.Cell, users);
        foreach (var site in users > 0 ? key.Sites : [])
        {
            linux.Machine.Preset(site, 1);
        }

        linux.Machine.Properties.AtEnd(
            Consistent,
            state => key.Sites.All(site => state[site] == (state[key.Enabled.Cell] > 0 ? 1 : 0)) ? null : "they do not"
        );
        return key;
    }

    private static async Routine Inc(Linux linux, StaticKey key)
    {
        await linux.Release.JumpLabel.SlowInc(linux, key);
        await Rely(linux, key);
    }

    private static async Routine IncAndDec(Linux linux, StaticKey key)
    {
        await Inc(linux, key);
        await linux.Release.JumpLabel.SlowDec(linux, key);
    }

    private static async Routine Enable(Linux linux, StaticKey key)
    {
        await key.Enable();
        await Rely(linux, key);
    }

    private static async Routine Rely(Linux linux, StaticKey key)
    {
        for (var site = 0; site < key.Sites.Length; site++)
        {
            if (await key.IsOn(site) == 0)
            {
                linux.Machine.Fail(OnForUsers, $"site {site} is off");
            }
        }
    }
}
