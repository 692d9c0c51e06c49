namespace Broker.Web.Hosting;

/// <summary>Looks, before the engine starts, whether it ever could; an exception ends the process with its sentence.</summary>
/// <param name="cancellationToken">The process is to stop.</param>
public delegate Task StartCheck(CancellationToken cancellationToken);
