namespace Broker.Web.Hosting;

/// <summary>Lets sockets finish their work on the threads that wait for them; docs/decisions/0006.</summary>
public static class SocketThreads
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>To be called before the first socket is used. A value set from outside is left as it is.</summary>
    public static void FinishInline()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
    }
}
