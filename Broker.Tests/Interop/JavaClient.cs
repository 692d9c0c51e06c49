using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>ActiveMQ's own Java client: compiles the programs of <c>Interop/java</c> once and runs them.</summary>
internal static class JavaClient
{
    private const string JarDirectory = "/usr/share/java";
    private const string Remedy = "Install it with: apt-get install libactivemq-java openjdk-17-jdk-headless";

    private static readonly string[] _jars =
    [
        "activemq-client.jar", "activemq-openwire-legacy.jar", "geronimo-jms_1.1_spec.jar", "geronimo-j2ee-management-1.1-spec.jar",
        "hawtbuf.jar", "slf4j-api.jar", "slf4j-nop.jar",
    ];

    public static string SourceDirectory { get; } = Path.Combine(AppContext.BaseDirectory, "Interop", "java");

    // Begins when the first test needs it, and is the same for all.
    private static readonly Task<string> _classPath = CompileAsync();

    /// <summary>Starts one of the programs.</summary>
    /// <param name="main">Its class, which is its file's name.</param>
    /// <param name="arguments">Its arguments; the file itself says what they are.</param>
    /// <exception cref="InvalidOperationException">Java or a jar is missing, or a source does not compile; the message says what to do.</exception>
    public static async Task<ChildProcess> StartAsync(string main, params string[] arguments) =>
        ChildProcess.Start(main, Find("java"), ["-Xms64M", "-Xmx1G", "-Xss512k", "-cp", await _classPath, main, .. arguments]);

    private static async Task<string> CompileAsync()
    {
        var jars = Array.ConvertAll(_jars, jar => Path.Combine(JarDirectory, jar));
        if (Array.Find(jars, jar => !File.Exists(jar)) is { } missing)
            throw new InvalidOperationException($"ActiveMQ's Java client is incomplete: {missing} is missing. {Remedy}");
        var classes = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Interop", "classes")).FullName;
        await using var compiler = ChildProcess.Start("javac", Find("javac"),
        [
            "-nowarn", "-Xlint:-options", "-encoding", "UTF-8", "-d", classes, "-cp", string.Join(':', jars),
            .. Directory.GetFiles(SourceDirectory, "*.java"),
        ]);
        if (await compiler.WaitForExitAsync(TimeSpan.FromMinutes(2)) != 0)
            throw new InvalidOperationException($"The Java programs do not compile:\n{compiler.OutputTail}");
        return string.Join(':', [classes, .. jars]);
    }

    private static string Find(string program)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').ToList();
        if (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home) directories.Insert(0, Path.Combine(home, "bin"));
        return directories.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{program} was not found on the path. {Remedy}");
    }
}
