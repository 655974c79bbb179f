//! Servers with the published files of a mill, as each is told by feedmill.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::support::{Mill, tool};

/// A server that ends with the test, however that is.
pub struct Host {
    /// Its name for messages.
    pub name: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

/// `feedmill serve`, and each of the others that is installed.
pub fn hosts(mill: &Mill) -> Vec<Host> {
    [Some(preview(mill)), nginx(mill), caddy(mill), apache(mill)].into_iter().flatten().collect()
}

/// `feedmill serve` on any free port.
pub fn preview(mill: &Mill) -> Host {
    let mut command = mill.command(&["serve", "--port", "0"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
    Host { name: "feedmill serve", child, address: address.parse().unwrap() }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
fn free() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

fn nginx(mill: &Mill) -> Option<Host> {
    let nginx = tool("nginx")?;
    let address = free();
    let folder = mill.path("nginx");
    fs::create_dir_all(&folder).unwrap();
    let site = mill.run(&["export", "nginx"]).ends_with(0).stdout;
    let listen = "    listen 80;\n    listen [::]:80;\n";
    assert!(site.contains(listen), "{site}");
    mill.write("nginx/site.conf", site.replace(listen, &format!("    listen {address};\n")));
    let mut main = "daemon off;\nmaster_process off;\npid pid;\nerror_log stderr;\nevents { }\n\
                    http {\n    access_log off;\n"
        .to_owned();
    for step in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        main.push_str(&format!("    {step}_temp_path {step};\n"));
    }
    mill.write("nginx/nginx.conf", main + "    include site.conf;\n}\n");
    let mut command = Command::new(nginx);
    command.args(["-e", "stderr", "-c", "nginx.conf", "-p"]).arg(&folder);
    Some(started("nginx", command, address))
}

fn caddy(mill: &Mill) -> Option<Host> {
    let caddy = tool("caddy")?;
    let address = free();
    let site = mill.run(&["export", "caddy"]).ends_with(0).stdout;
    mill.write("caddy/Caddyfile", &site);
    let mut validate = Command::new(&caddy);
    validate.args(["validate", "--adapter", "caddyfile", "--config"]);
    validate.arg(mill.path("caddy/Caddyfile")).env("HOME", mill.path("caddy"));
    let valid = validate.env("XDG_DATA_HOME", mill.path("caddy")).output().unwrap();
    assert!(valid.status.success(), "{}\n{site}", String::from_utf8_lossy(&valid.stderr));

    let own = "{\n\tadmin off\n\tauto_https off\n}\n";
    let (before, after) = site.split_once("\nfeeds.example.org {").unwrap();
    let site = format!("{own}{before}\nhttp://{address} {{{after}");
    mill.write("caddy/Caddyfile", site);
    let mut command = Command::new(caddy);
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(mill.path("caddy/Caddyfile"));
    command.env("HOME", mill.path("caddy")).env("XDG_DATA_HOME", mill.path("caddy"));
    Some(started("Caddy", command, address))
}

/// Apache with what the published `.htaccess` says.
fn apache(mill: &Mill) -> Option<Host> {
    let apache = tool("apache2")?;
    let address = free();
    let modules = apache.ancestors().nth(2).unwrap().join("lib/apache2/modules");
    let public = mill.path("feeds/public");
    let mut main = format!(
        "ServerRoot {folder}\nServerName localhost\nListen {address}\nPidFile pid\n\
         ErrorLog /dev/stderr\nMutex fcntl:{folder}\nTypesConfig /dev/null\n\
         DocumentRoot {public}\n<Directory {public}>\nAllowOverride FileInfo\n</Directory>\n",
        folder = mill.path("apache").display(),
        public = public.display(),
    );
    for module in
        ["mpm_event", "authz_core", "mime", "dir", "alias", "headers", "filter", "deflate"]
    {
        let path = modules.join(format!("mod_{module}.so"));
        main.insert_str(0, &format!("LoadModule {module}_module {}\n", path.display()));
    }
    // It answers as another user where it is started by root, who alone sees a new folder.
    main.push_str("User nobody\nGroup nogroup\n");
    fs::set_permissions(mill.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    mill.write("apache/httpd.conf", main);
    let mut command = Command::new(apache);
    command.args(["-X", "-f"]).arg(mill.path("apache/httpd.conf"));
    Some(started("Apache", command, address))
}

/// Starts a server and waits until it listens.
fn started(name: &'static str, mut command: Command, address: SocketAddr) -> Host {
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut host = Host { name, child, address };
    while TcpStream::connect(address).is_err() {
        if host.child.try_wait().unwrap().is_some() {
            let mut told = String::new();
            host.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            panic!("{name} ended: {told}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    // What it says later must not fill the pipe.
    let mut told = host.child.stderr.take().unwrap();
    thread::spawn(move || told.read_to_end(&mut Vec::new()));
    host
}
