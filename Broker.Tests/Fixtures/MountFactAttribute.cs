using System.Diagnostics;

namespace Broker.Tests.Fixtures;

/// <summary>Skipped where this user may not mount a file system in a namespace of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> MayMount = new(static () =>
    {
        try
        {
            using var attempt = Process.Start("unshare", ["-m", "mount", "-t", "tmpfs", "broker-test", Path.GetTempPath()]);
            return attempt.WaitForExit(TimeSpan.FromSeconds(10)) && attempt.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public MountFactAttribute()
    {
        if (!MayMount.Value) Skip = "Needs the right to mount in a namespace of its own (root, or: sudo unshare -m).";
    }
}
